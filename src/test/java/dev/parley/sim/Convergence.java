package dev.parley.sim;

import dev.parley.protocol.NodeState;
import dev.parley.protocol.View;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * After the last fault and a bounded time all live nodes that reach each other are members of one
 * view of exactly them, one of which leads it; they have equal states that contain all that they
 * submitted; nothing is held back and nothing is kept for repair.
 */
final class Convergence {
  private Convergence() {}

  /** What still stands in the way for {@code part}, or nothing. */
  static Optional<String> obstacle(List<SimNode> part) {
    View view = null;
    BitSet state = null;
    for (var node : part) {
      var problem = obstacle(node);
      if (problem.isPresent()) return problem;
      var own = node.view().orElseThrow();
      if (view != null && !own.equals(view)) return Optional.of(own + " is not " + view);
      if (state != null && !state.equals(node.state()))
        return Optional.of(node + " has " + node.state() + ", others " + state);
      view = own;
      state = node.state();
    }
    if (view != null && view.size() != part.size())
      return Optional.of(view + " is not all of " + part);
    return Optional.empty();
  }

  private static Optional<String> obstacle(SimNode node) {
    if (!node.isRunning()) return Optional.of(node + " does not run");
    if (node.isAboutToLeave()) return Optional.of(node + " is about to leave");
    var group = node.group();
    var membership = group.membership();
    if (membership.view().isEmpty() || membership.state() != NodeState.MEMBER)
      return Optional.of(node + " is " + membership.state() + " in " + membership.view());
    if (!node.view().orElseThrow().contains(group.self().id()))
      return Optional.of(node + " is not in its view " + node.view());
    if (!node.view().orElseThrow().equals(node.deliveredView()))
      return Optional.of(node + " has delivered " + node.deliveredView() + " only");
    if (!node.replica().applied().equals(group.channel().delivered()))
      return Optional.of(node + " applied " + node.replica().applied());
    var missing = (BitSet) node.replica().submitted().clone();
    missing.andNot(node.state());
    if (!missing.isEmpty()) return Optional.of(node + " has not sent " + missing);
    if (group.channel().heldBack() > 0 || group.channel().unstable() > 0) {
      return Optional.of(
          node
              + " holds "
              + group.channel().heldBack()
              + " back and keeps "
              + group.channel().unstable());
    }
    return Optional.empty();
  }
}
