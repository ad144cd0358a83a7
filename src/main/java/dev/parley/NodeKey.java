package dev.parley;

import akka.actor.typed.Behavior;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.config.NodeSettings;
import dev.parley.group.SealEnvironment;
import dev.parley.http.SealReport;
import dev.parley.security.BusSeal;
import dev.parley.security.ClusterKey;
import dev.parley.security.KeyFile;
import dev.parley.security.SealMode;
import dev.parley.security.Secret;
import dev.parley.security.TicketSeal;
import dev.parley.store.CertificateStore;
import dev.parley.store.KeyStore;
import dev.parley.store.NodeIdentity;
import dev.parley.tls.ClusterAuthority;
import dev.parley.tls.NodeTls;
import dev.parley.transport.clients.ClientTls;
import dev.parley.transport.peers.PeerTls;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** The cluster's key at one node: where it is, and the seal that is made with it. */
final class NodeKey implements SealEnvironment {
  private final Optional<KeyStore> store;
  private final Optional<CertificateStore> certificates;
  private final Optional<CertificateStore.Texts> shown; // of them, at the start
  private final KeyFile file;
  private final BusSeal seal;
  private final NodeIdentity identity;
  private final NodeTls tls;
  private final boolean isLoopback;
  private volatile ClusterAuthority authority;
  private volatile TicketSeal tickets;
  private volatile SealMode mode;
  private volatile SealReport report;

  private NodeKey(
      Optional<KeyStore> store, KeyFile file, NodeSettings settings, NodeIdentity identity) {
    this.store = store;
    this.file = file;
    this.identity = identity;
    this.isLoopback = settings.isOnLoopback();
    var fixed = settings.key().seal();
    this.mode = fixed.orElseGet(identity::seal);
    this.authority = authority(file);
    this.tickets = TicketSeal.of(file);
    var owner = new NodeTls.Owner(identity.node(), SettingsMapping.hosts(settings));
    this.tls = new NodeTls(() -> authority, owner, InstantSource.system(), new SecureRandom());
    this.certificates =
        settings
            .transport()
            .certificate()
            .map(files -> new CertificateStore(files, System.getenv()));
    this.shown = certificates.map(CertificateStore::read);
    certificates.ifPresent(own -> tls.show(CertificateWatch.parsed(own, shown.orElseThrow())));
    this.seal =
        new BusSeal(
            file,
            mode,
            fixed.isEmpty(),
            SettingsMapping.busForMembers(settings),
            new SecureRandom());
    this.report = new SealReport(mode.word(), Map.of(), 0);
  }

  /**
   * Makes the salts of names that nobody has. A node without a key draws its own, so that others
   * make other salts: whoever asks two of them learns which names are registered.
   */
  static byte[] fakeSaltSecret(Optional<NodeKey> key) {
    return key.map(own -> own.file.fakeSaltSecret())
        .orElseGet(() -> Secret.draw(ClusterKey.BYTES, new SecureRandom()))
        .bytes();
  }

  /** Where the key of a node is; a ConfigProblem if it has none and needs one. */
  static KeyStore place(NodeSettings settings) {
    return KeyStore.find(
        settings.key().file(),
        settings.cluster(),
        settings.isOnLoopback(),
        System.getenv(),
        System.getProperty("user.home", ""));
  }

  static NodeKey open(KeyStore place, NodeSettings settings, NodeIdentity identity) {
    var random = new SecureRandom();
    var file = place.open(random, () -> KeyCommands.draw(settings.cluster(), random));
    var completed = ClusterAuthority.completed(file, Instant.now(), random);
    if (!completed.equals(file)) place.replace(random, completed);
    try {
      return new NodeKey(Optional.of(place), completed, settings, identity);
    } catch (IllegalArgumentException e) {
      throw place.unusable(String.valueOf(e.getMessage()));
    }
  }

  private static ClusterAuthority authority(KeyFile file) {
    return ClusterAuthority.of(file.authority().orElseThrow());
  }

  /**
   * The file has changed: the certificates of this node are those of its authority from now on, and
   * its tickets are sealed with its keys.
   */
  void changed(KeyFile now) {
    tickets = TicketSeal.of(now);
    if (now.authority().isPresent()) authority = authority(now);
  }

  /** How tickets of clients are sealed now; any thread may ask. */
  TicketSeal tickets() {
    return tickets;
  }

  /**
   * How the tickets of an account are sealed. Nodes without a key have nothing in common that their
   * stores do not have.
   */
  static Function<ScramVerifier, TicketSeal> tickets(Optional<NodeKey> key, NodeSettings settings) {
    return verifier ->
        key.map(NodeKey::tickets)
            .orElseGet(() -> TicketSeal.withoutKey(settings.cluster(), verifier.serverKey()));
  }

  /** This node's side of TLS. */
  NodeTls tls() {
    return tls;
  }

  /** Shows a new certificate of the operator's own when its files change, if they gave one. */
  Optional<Behavior<CertificateWatch.Command>> certificateWatch() {
    return certificates.map(own -> CertificateWatch.create(own, tls, shown.orElseThrow()));
  }

  /** How connections of clients are protected. */
  static ClientTls clientTls(Optional<NodeKey> key, NodeSettings settings) {
    Optional<Supplier<SSLEngine>> engines = key.map(own -> own.tls::serveClient);
    return new ClientTls(engines, settings.key().plainClients(), settings.transport().proxies());
  }

  /** The page is encrypted where other machines reach it, as is the chat. */
  static Optional<Supplier<SSLEngine>> pageTls(Optional<NodeKey> key, NodeSettings settings) {
    return isPageEncrypted(key, settings) ? key.map(own -> own.tls::serveClient) : Optional.empty();
  }

  static boolean isPageEncrypted(Optional<NodeKey> key, NodeSettings settings) {
    return key.isPresent() && !settings.key().plainClients() && !settings.isOnLoopback();
  }

  /** How connections between members are protected; {@code key} is empty at a node without one. */
  static PeerTls peerTls(Optional<NodeKey> key) {
    return key.map(own -> PeerTls.of(own.tls, () -> own.mode)).orElseGet(PeerTls::none);
  }

  /** A key of this process alone. */
  static NodeKey temporary(NodeSettings settings, NodeIdentity identity) {
    var file = KeyCommands.draw(settings.cluster(), new SecureRandom());
    return new NodeKey(Optional.empty(), file, settings, identity);
  }

  /** How far the seal is at present; any thread may ask. */
  SealMode mode() {
    return mode;
  }

  /** Whether no other machine reaches this node. */
  boolean isLoopback() {
    return isLoopback;
  }

  /** The keys as they were at the start. */
  KeyFile file() {
    return file;
  }

  /** The file, which may change; empty for a key of this process alone. */
  Optional<KeyStore> store() {
    return store;
  }

  @Override
  public BusSeal seal() {
    return seal;
  }

  @Override
  public void keep(SealMode mode) {
    identity.sealed(mode);
  }

  @Override
  public void report(SealMode mode, Map<String, BusSeal.PeerKeys> keys, long late) {
    this.mode = mode;
    var nodes = new TreeMap<String, SealReport.Keys>();
    keys.forEach((node, known) -> nodes.put(node, words(known)));
    report = new SealReport(mode.word(), nodes, late);
  }

  private static SealReport.Keys words(BusSeal.PeerKeys keys) {
    var opens = keys.opens().stream().map(Object::toString).toList();
    var seals = keys.seals();
    return new SealReport.Keys(opens, seals == null ? null : seals.toString());
  }

  /** Any thread may ask. {@code key} is null at a node without one. */
  static SealReport report(@Nullable NodeKey key) {
    return key == null ? SealReport.OFF : key.report;
  }
}
