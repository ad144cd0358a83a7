package dev.parley.sim;

import java.util.ArrayList;
import java.util.List;

/** The faults of one swarm run: some kinds are on, the others off, as the seed draws. */
final class SwarmFaults {
  private final Stage stage;
  private final long meanGapMs;
  private final List<Runnable> kinds = new ArrayList<>();

  private SwarmFaults(Stage stage) {
    this.stage = stage;
    this.meanGapMs = stage.draw(1, 8) * 50L;
  }

  static SwarmFaults draw(Stage stage) {
    var faults = new SwarmFaults(stage);
    List<Runnable> all =
        List.of(
            faults::crash,
            faults::start,
            faults::start,
            faults::restartGroup,
            faults::pause,
            faults::leave,
            faults::isolate,
            faults::cut,
            faults::heal,
            faults::weather);
    while (faults.kinds.isEmpty()) {
      for (var kind : all) if (stage.draw(0, 1) == 0) faults.kinds.add(kind);
    }
    return faults;
  }

  long meanGapMs() {
    return meanGapMs;
  }

  void next() {
    kinds.get(stage.draw(0, kinds.size() - 1)).run();
  }

  /** The network is well and everybody runs again; some machines stay off. */
  void end() {
    stage.network().heal();
    stage.network().loses(0);
    stage.network().doubles(0);
    stage.network().delays(0, 2, 0.01);
    for (var node : stage.sim().nodes()) {
      if (node.isPaused()) node.resume();
      if (!node.isRunning() && stage.draw(0, 2) > 0) node.start();
    }
    if (stage.sim().running().isEmpty()) stage.sim().node(0).start();
  }

  private SimNode any() {
    return stage.sim().node(stage.draw(0, stage.sim().nodes().size() - 1));
  }

  private void crash() {
    any().crash();
  }

  private void start() {
    for (var node : stage.sim().nodes()) {
      if (!node.isRunning()) {
        node.start();
        return;
      }
    }
  }

  private void restartGroup() {
    var node = any();
    if (node.isRunning() && !node.isPaused()) node.restartGroup();
  }

  private void pause() {
    var node = any();
    if (!node.isRunning() || node.isPaused()) return;
    node.pause();
    stage
        .sim()
        .after(
            stage.draw(0, 1_500),
            () -> {
              if (node.isPaused()) node.resume();
            });
  }

  private void leave() {
    var node = any();
    if (node.isRunning() && !node.isPaused()) node.leave();
  }

  private void isolate() {
    var part = new ArrayList<>(stage.sim().nodes());
    part.removeIf(node -> stage.draw(0, 1) == 0);
    stage.network().isolate(part);
  }

  private void cut() {
    stage.network().cut(any(), any());
  }

  private void heal() {
    stage.network().heal();
  }

  private void weather() {
    stage.network().loses(stage.draw(0, 30) / 100.0);
    stage.network().doubles(stage.draw(0, 20) / 100.0);
    stage.network().delays(0, stage.draw(1, 20), stage.draw(0, 10) / 100.0);
  }
}
