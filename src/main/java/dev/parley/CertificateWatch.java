package dev.parley;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.parley.config.ConfigProblem;
import dev.parley.store.CertificateStore;
import dev.parley.tls.ExpiryWarning;
import dev.parley.tls.NodeCertificate;
import dev.parley.tls.NodeTls;
import dev.parley.tls.PemCertificate;
import java.time.Duration;
import java.time.Instant;

/**
 * Reads a certificate of the operator's own again when its files change: connections that are open
 * stay as they are. Warns before it expires.
 */
final class CertificateWatch extends AbstractBehavior<CertificateWatch.Command> {
  sealed interface Command {}

  private enum Look implements Command {
    INSTANCE
  }

  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  private final CertificateStore store;
  private final NodeTls tls;
  private final ExpiryWarning expiry = new ExpiryWarning();
  private CertificateStore.Texts known;
  private NodeCertificate shown;
  private String problem = ""; // at the last look
  private String told = "";

  private CertificateWatch(
      ActorContext<Command> context,
      CertificateStore store,
      NodeTls tls,
      CertificateStore.Texts shownFirst) {
    super(context);
    // Otherwise the log names the class of Akka that set the behavior up.
    context.setLoggerName(getClass());
    this.store = store;
    this.tls = tls;
    known = shownFirst;
    shown = parsed(store, known);
    onLook();
  }

  /** {@code shownFirst}: what {@code tls} shows now. */
  static Behavior<Command> create(
      CertificateStore store, NodeTls tls, CertificateStore.Texts shownFirst) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Look.INSTANCE, LOOK_EVERY);
                  return new CertificateWatch(context, store, tls, shownFirst);
                }));
  }

  /** A {@link ConfigProblem} if the two texts are of no use. */
  static NodeCertificate parsed(CertificateStore store, CertificateStore.Texts texts) {
    try {
      return PemCertificate.parse(texts.certificates(), texts.key());
    } catch (IllegalArgumentException e) {
      throw store.unusable(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessageEquals(Look.INSTANCE, this::onLook).build();
  }

  private Behavior<Command> onLook() {
    try {
      read();
      problem = "";
      told = "";
    } catch (ConfigProblem e) {
      onProblem(String.valueOf(e.getMessage()));
    }
    expiry.onLook(shown.own(), Instant.now()).ifPresent(getContext().getLog()::warn);
    return this;
  }

  private void read() {
    var now = store.read();
    if (now.equals(known)) return;
    shown = parsed(store, now);
    known = now;
    tls.show(shown);
    getContext()
        .getLog()
        .info("certificate read: it is valid until {}", shown.own().getNotAfter().toInstant());
  }

  /** Two files are replaced one after the other: what is wrong at one look only is not told. */
  private void onProblem(String sentence) {
    if (sentence.equals(problem) && !sentence.equals(told)) {
      getContext().getLog().warn("{} The certificate of before stays in use.", sentence);
      told = sentence;
    }
    problem = sentence;
  }
}
