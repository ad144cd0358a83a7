package dev.parley.transport.clients;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.javadsl.Adapter;
import akka.io.Tcp;
import akka.util.ByteString;
import dev.parley.tls.TestCertificates;
import javax.net.ssl.SSLException;

/** A socket that is a probe, and behind it a client with TLS. */
final class ProbeSocket {
  final TestProbe<Tcp.Command> probe;
  final TlsChannel client = new TlsChannel(dialling());
  private akka.actor.ActorRef handler = akka.actor.ActorRef.noSender();

  ProbeSocket(ActorTestKit kit) {
    probe = kit.createTestProbe(Tcp.Command.class);
  }

  private static javax.net.ssl.SSLEngine dialling() {
    var engine = TestCertificates.stranger().createSSLEngine();
    engine.setUseClientMode(true);
    return engine;
  }

  akka.actor.ActorRef ref() {
    return Adapter.toClassic(probe.getRef());
  }

  void expectRegistered() {
    handler = probe.expectMessageClass(Tcp.Register.class).handler();
  }

  /** The connection's actor stops, so that Akka closes the socket. */
  void expectAbandoned() {
    probe.expectTerminated(Adapter.toTyped(handler));
  }

  void expectReading() {
    probe.expectMessage(Tcp.ResumeReading$.MODULE$);
  }

  /** A write whose bytes the client gets at once, though it acknowledges none. */
  Tcp.Write expectWritten() {
    var write = probe.expectMessageClass(Tcp.Write.class);
    client.receive(write.data().toArray());
    return write;
  }

  void acknowledge(Tcp.Write write) {
    event(write.ack());
  }

  void event(Tcp.Event event) {
    handler.tell(event, ref());
  }

  void arrive(ByteString bytes) {
    event(new Tcp.Received(bytes));
  }

  /** Sends what the client has to send. */
  void arrive() {
    arrive(client.takeOutgoing());
  }

  /** The client's hello; the answer is taken. */
  void beginHandshake() throws SSLException {
    expectReading();
    client.begin();
    arrive();
    var answer = expectWritten();
    expectReading();
    acknowledge(answer);
  }
}
