package dev.parley.transport;

import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.List;

/** States to transfer. */
public final class States {
  private States() {}

  /** So many messages that wait, each with a text of {@code textBytes}. */
  public static ChatSnapshot withMails(int mails, int textBytes) {
    var stream = new ClientStream(UserName.of("fang"), "client");
    var waiting = new ArrayList<Mail>();
    for (int seq = 1; seq <= mails; seq++) {
      var id = new MessageId(stream, seq);
      waiting.add(new Mail(id, UserName.of("mei"), "x".repeat(textBytes), seq, seq));
    }
    var streams = List.of(new StreamState(stream, mails, List.of(1L, 2L)));
    return new ChatSnapshot(mails, List.of(), streams, waiting, List.of(), List.of(), List.of());
  }
}
