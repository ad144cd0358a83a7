package dev.parley.chat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The hash of a state in a form that does not depend on the order in which it came about. */
final class StateDigest {
  private StateDigest() {}

  static String of(ChatSnapshot state) {
    var hash = sha256();
    for (var account : state.accounts()) {
      add(hash, "account", account.name().spelling(), account.verifier().storedKey());
    }
    for (var stream : state.streams()) {
      add(hash, "stream", key(stream.stream()), Long.toString(stream.highest()));
    }
    for (var mail : state.mails()) {
      add(hash, "mail", key(mail.id().stream()), mail.id().seq() + "", key(mail.to()), mail.text());
    }
    for (var session : state.sessions()) {
      add(hash, "session", key(session.name()), session.session().toString());
    }
    return HexFormat.of().formatHex(hash.digest());
  }

  private static String key(UserName name) {
    return name.spelling().toLowerCase(Locale.ROOT);
  }

  private static String key(Stream stream) {
    return key(stream.sender()) + "\n" + stream.client();
  }

  private static void add(MessageDigest hash, String... fields) {
    for (var field : fields) {
      hash.update(field.getBytes(StandardCharsets.UTF_8));
      hash.update((byte) 0);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
