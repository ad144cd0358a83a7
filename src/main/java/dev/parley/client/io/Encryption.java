package dev.parley.client.io;

import dev.parley.client.core.ServerTrust;
import dev.parley.client.core.ServerTrust.Shown;
import dev.parley.client.core.ServerTrust.Verdict;
import dev.parley.tls.AuthorityTrust;
import dev.parley.wire.ClientDiscoveryCodec.Answer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLSocket;

/**
 * The client's side of TLS. Connections to other machines are encrypted, to servers that {@link
 * ServerTrust} accepts; those on loopback stay on this machine and are plain. Safe for use by
 * several threads.
 */
public final class Encryption {
  /** A server that may not be dialled; the sentence is for the user. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    Refused(String sentence) {
      super(sentence);
    }

    String sentence() {
      return String.valueOf(getMessage());
    }
  }

  private final KnownClusters file;
  private final ServerTrust trust;
  private final boolean isPlain;
  private Map<String, String> saved;

  private Encryption(KnownClusters file, Map<String, String> pins, boolean isPlain) {
    this.file = file;
    this.trust = new ServerTrust(pins);
    this.isPlain = isPlain;
    saved = pins;
  }

  /** {@code servers}: those of the cluster that the client was connected to last. */
  static Encryption open(ClientOptions options, List<String> servers) throws IOException {
    var file = new KnownClusters(options.home());
    var encryption = new Encryption(file, file.read(), options.plain);
    encryption.trust.onServers(servers);
    for (var link : options.links()) {
      if (link.fingerprint().isPresent())
        encryption.accept(link.server(), link.fingerprint().get());
    }
    return encryption;
  }

  private boolean isEncrypted(InetSocketAddress address) {
    return !isPlain && (address.isUnresolved() || !address.getAddress().isLoopbackAddress());
  }

  /** The user says that the server has this fingerprint. */
  public synchronized void accept(String server, String fingerprint) throws IOException {
    trust.onTold(server, fingerprint);
    save();
  }

  private void save() throws IOException {
    if (saved.equals(trust.pins())) return;
    file.save(trust.pins());
    saved = trust.pins();
  }

  private synchronized Verdict judge(String server, Shown shown) {
    return trust.onShown(server, shown);
  }

  /** What the network says that a server shows; see {@link ServerTrust#onHinted}. */
  synchronized void hint(Answer answer) {
    answer.fingerprint().ifPresent(fingerprint -> trust.onHinted(answer.server(), fingerprint));
  }

  private synchronized String question(String server, Shown shown) {
    return trust.question(server, shown);
  }

  private synchronized String sentence(String server, Shown shown, Verdict verdict) {
    return verdict == Verdict.ASK ? trust.unknown(server, shown) : trust.refusal(server, shown);
  }

  /** Encrypts a connection to {@code server}, if it goes to another machine. */
  Socket over(Socket plain, String server) throws IOException {
    var address = (InetSocketAddress) plain.getRemoteSocketAddress();
    if (address == null || !isEncrypted(address)) return plain;
    var refusal = new StringBuilder();
    SSLSocket socket;
    try {
      socket =
          handshake(
              plain,
              address,
              shown -> {
                var verdict = judge(server, shown);
                if (verdict != Verdict.ACCEPT) refusal.append(sentence(server, shown, verdict));
                return verdict;
              });
    } catch (IOException e) {
      if (refusal.length() > 0) throw new Refused(refusal.toString());
      throw e;
    }
    synchronized (this) {
      save();
    }
    return socket;
  }

  /** Fails unless {@code judge} accepts what the other end shows. */
  private static SSLSocket handshake(
      Socket plain, InetSocketAddress address, Function<Shown, Verdict> judge) throws IOException {
    var sockets =
        AuthorityTrust.sockets(
            (fingerprint, vouchers) ->
                judge.apply(new Shown(fingerprint, vouchers)) == Verdict.ACCEPT);
    var socket =
        (SSLSocket) sockets.createSocket(plain, address.getHostString(), address.getPort(), true);
    AuthorityTrust.prepare(socket);
    socket.startHandshake();
    return socket;
  }

  /**
   * The question whether the server is the right one; {@code sentence} is for a user who cannot be
   * asked.
   */
  public record Question(Shown shown, String text, String sentence) {}

  /**
   * Looks at what {@code server} shows, before the client starts: a question for the user; or a
   * sentence, if it must not be dialled; or neither, also if it does not answer.
   */
  public Optional<Question> introduce(String server) throws IOException {
    var address = ServerConnection.address(server);
    if (!isEncrypted(address)) return Optional.empty();
    var asked = new ArrayList<Shown>();
    var refusal = new StringBuilder();
    try (var plain = new Socket()) {
      plain.connect(address, ServerConnection.CONNECT_TIMEOUT_MS);
      plain.setSoTimeout(2 * ServerConnection.CONNECT_TIMEOUT_MS);
      handshake(
          plain,
          address,
          shown -> {
            var verdict = judge(server, shown);
            if (verdict == Verdict.ASK) asked.add(shown);
            if (verdict == Verdict.REFUSE) refusal.append(sentence(server, shown, verdict));
            return verdict;
          });
    } catch (IOException e) {
      // It does not answer, or was not accepted.
    }
    if (refusal.length() > 0) throw new Refused(refusal.toString());
    return asked.stream()
        .findFirst()
        .map(
            shown ->
                new Question(shown, question(server, shown), sentence(server, shown, Verdict.ASK)));
  }
}
