package dev.parley.http;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.session.dialect.ServerVersion;
import dev.parley.session.limits.ClientAddress;
import dev.parley.store.StoreCopier;
import java.util.Locale;

/**
 * The operator's request for a copy of this node's store. It is made in the background, since it
 * may take minutes, and who asked for it fetches the file from the data directory.
 */
final class BackupApi {
  private final StoreCopier copier;
  private final AuditLog audit;

  BackupApi(StoreCopier copier, AuditLog audit) {
    this.copier = copier;
    this.audit = audit;
  }

  HttpResponse begin(ClientAddress from) {
    var refusal = copier.refusal();
    if (refusal.isPresent()) return Responses.refused(409, refusal.get());
    if (!copier.begin())
      return Responses.refused(
          409, "A copy is being made already: wait for it, or end it by DELETE /api/backup.");
    audit.onAct(from, "copies the store");
    return report();
  }

  HttpResponse report() {
    var now = copier.progress();
    return Responses.json(
        JsonNodeFactory.instance
            .objectNode()
            .put("state", now.state().name().toLowerCase(Locale.ROOT))
            .put("bytes", now.bytes())
            .put("reason", now.reason())
            .put("version", ServerVersion.TEXT));
  }

  HttpResponse discard() {
    copier.discard();
    return report();
  }
}
