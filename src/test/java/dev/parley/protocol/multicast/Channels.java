package dev.parley.protocol.multicast;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal.CutDecided;
import dev.parley.protocol.Signal.Freeze;
import dev.parley.protocol.Signal.ViewInstalled;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastOutput.Delivered;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Members, frames and channels for the tests of this package. */
final class Channels {
  static final Member A = member("a");
  static final Member B = member("b");
  static final Member C = member("c");
  static final View ABC = view(1, A, B, C);

  private Channels() {}

  static Member member(String node) {
    var endpoint = new Endpoint("host-" + node, 7000);
    return new Member(new MemberId(node, 1), endpoint, endpoint);
  }

  static View view(long epoch, Member... members) {
    return View.of(new ViewId(epoch, members[0].id()), List.of(members));
  }

  static CausalChannel channel(Member self) {
    return new CausalChannel(
        self.id(),
        VersionVector.EMPTY,
        MulticastSettings.withBudget(1_200),
        new SplittableRandom(1));
  }

  /** A channel that has come with all members of {@code view} from the same one before. */
  static CausalChannel channelIn(View view, Member self) {
    var channel = channel(self);
    change(channel, view, VersionVector.EMPTY, view.members());
    return channel;
  }

  /** Takes {@code channel} through a whole view change; {@code companions} take the same way. */
  static List<Output> change(
      CausalChannel channel, View view, VersionVector base, List<Member> companions) {
    var ballot = new Ballot(view.id().epoch(), view.leader());
    channel.onSignal(new Freeze(ballot), 0);
    channel.onSignal(new CutDecided(ballot, channel.delivered(), companions, false), 0);
    return channel.onSignal(new ViewInstalled(view, base), 0);
  }

  /** A frame that names as its predecessors what is not 0. */
  static DataFrame frame(Member origin, long seq, long... predecessors) {
    return new DataFrame(
        new Dot(origin.id(), seq), frontier(predecessors), payload(origin.id() + ":" + seq));
  }

  static Dependencies frontier(long... predecessors) {
    long named = 0;
    for (int slot = 0; slot < predecessors.length; slot++)
      if (predecessors[slot] > 0) named |= 1L << slot;
    return Dependencies.frontier(
        named, Arrays.stream(predecessors).filter(count -> count > 0).toArray());
  }

  static Payload payload(String text) {
    return Payload.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  static Data data(View view, DataFrame... frames) {
    return new Data(view.id(), List.of(frames));
  }

  /** What was delivered, in order. */
  static List<Dot> delivered(List<Output> outputs) {
    return only(outputs, Delivered.class).stream().map(Delivered::dot).toList();
  }

  static <T> List<T> only(List<Output> outputs, Class<T> kind) {
    return outputs.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  static <T> List<T> sent(List<Output> outputs, Class<T> kind) {
    return only(outputs, Transmit.class).stream()
        .map(Transmit::message)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }
}
