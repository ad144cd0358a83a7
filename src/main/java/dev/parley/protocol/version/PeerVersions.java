package dev.parley.protocol.version;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The offers that other members have announced, and the versions and words that all members of the
 * view have in common. A hello may be lost or not be sent at all, so a member without a hello is
 * taken for one of {@link VersionOffer#SILENT}, which reads less than the member may.
 */
public final class PeerVersions {
  /**
   * Two full views; one more makes this forget the offer of the member outside the view whose last
   * hello is the oldest: strangers must not push out members, which announce theirs once a view.
   */
  static final int MAX_PEERS = 2 * View.MAX_MEMBERS;

  private final VersionOffer own;
  private final Map<MemberId, VersionOffer> peers = new LinkedHashMap<>(); // by last hello
  private @Nullable MemberId self;
  private @Nullable View view;
  private VersionOffer common;

  public PeerVersions(VersionOffer own) {
    this.own = own;
    this.common = own;
  }

  /** This member's life began. */
  public void onLive(MemberId id) {
    self = id;
  }

  /** The offer to send to others. */
  public VersionOffer own() {
    return own;
  }

  /**
   * The versions and words that all members of the view have in common; this member's own ones
   * without a view.
   */
  public VersionOffer common() {
    return common;
  }

  /** The version of messages to a view; without one, the version that most members can read. */
  public int version() {
    return view == null ? own.oldest() : common.newest();
  }

  public void onView(View installed) {
    view = installed;
    findCommon(installed);
  }

  /**
   * {@code from} speaks {@code offer}. Returns a sentence if that is new and not this member's own
   * offer.
   */
  public Optional<String> onHello(MemberId from, VersionOffer offer) {
    if (offer.equals(peers.remove(from))) {
      peers.put(from, offer);
      return Optional.empty();
    }
    if (peers.size() == MAX_PEERS) peers.remove(oldestStranger());
    peers.put(from, offer);
    if (view != null) findCommon(view);
    return offer.equals(own) ? Optional.empty() : Optional.of(sentence(from, offer));
  }

  /** There is one: a view has at most half of {@link #MAX_PEERS}. */
  private MemberId oldestStranger() {
    var members = view;
    return peers.keySet().stream()
        .filter(id -> members == null || !members.contains(id))
        .findFirst()
        .orElseThrow();
  }

  private void findCommon(View current) {
    var found = own;
    // A member without anything in common cannot be in the view: its hello is wrong or was forged.
    for (var id : current.ids())
      if (!id.equals(self)) found = found.common(offerOf(id)).orElse(found);
    common = found;
  }

  private VersionOffer offerOf(MemberId id) {
    return peers.getOrDefault(id, VersionOffer.SILENT);
  }

  private String sentence(MemberId from, VersionOffer offer) {
    var both = from + " speaks " + offer + ", this node " + own;
    return own.common(offer)
        .map(shared -> both + ": they use " + shared)
        .orElseGet(() -> both + ": they have no version in common and form no group");
  }
}
