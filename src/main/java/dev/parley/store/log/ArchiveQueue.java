package dev.parley.store.log;

import dev.parley.chat.StateChanges;
import dev.parley.chat.history.ArchiveRule;
import dev.parley.chat.history.Conversation;
import dev.parley.chat.history.HistoryPosition;
import dev.parley.chat.model.Mail;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The messages that are in the log and not in the archive yet. They go there by the thousand, those
 * of a conversation together: each transaction writes the pages that it touches as a whole.
 */
final class ArchiveQueue {
  /**
   * This many messages go to the archive in one run: of more pairs of users the pages are written
   * as a whole for fewer rows each. They are in memory until then: some 3 MB of messages of a line.
   */
  static final int RUN = 8_000;

  /** Or as many as have so many characters. */
  static final long RUN_CHARS = 1 << 20;

  private static final Comparator<Mail> TOGETHER =
      Comparator.comparing(Conversation::of).thenComparing(HistoryPosition::of);

  private List<Mail> gathered = new ArrayList<>();
  private final Deque<Mail> leaving = new ArrayDeque<>();

  /** The last record whose messages are in a run; the archive has all up to {@code reached}. */
  private long runsUpTo;

  private long reached;
  private int gatheredSinceStep;
  private long gatheredChars;

  /** At a start: the archive has the messages of all records up to {@code record}. */
  void onReached(long record) {
    reached = record;
    runsUpTo = record;
  }

  void add(StateChanges changes) {
    int before = gathered.size();
    addAll(changes.arrived());
    addAll(changes.passed());
    gatheredSinceStep += gathered.size() - before;
  }

  /** Those that came and went: nothing else has them. */
  void addPassed(StateChanges changes) {
    addAll(changes.passed());
  }

  private void addAll(Collection<Mail> mails) {
    for (var mail : mails) {
      if (!ArchiveRule.admits(mail)) continue;
      gathered.add(mail);
      gatheredChars += mail.text().length();
    }
  }

  boolean isRunning() {
    return !leaving.isEmpty() || runsUpTo > reached;
  }

  boolean isDue() {
    return isRunning() || gathered.size() >= RUN || gatheredChars >= RUN_CHARS;
  }

  /** Begins a run with all messages of the records up to {@code last}, if none is running. */
  void begin(long last) {
    if (isRunning()) return;
    runsUpTo = last;
    gathered.sort(TOGETHER);
    leaving.addAll(gathered);
    gathered = new ArrayList<>();
    gatheredChars = 0;
  }

  /** Whether the archive has all messages of the records up to this one. */
  boolean has(long record) {
    return reached >= record;
  }

  /** The next of a run: at most {@code max} messages, or twice what came since the last call. */
  CheckpointPlan.Archive next(int max) {
    int pace = Math.max(max, 2 * gatheredSinceStep);
    gatheredSinceStep = 0;
    return take(pace);
  }

  private CheckpointPlan.Archive take(int max) {
    var taken = new ArrayList<Mail>();
    while (taken.size() < max && !leaving.isEmpty()) taken.add(leaving.remove());
    if (leaving.isEmpty()) reached = runsUpTo;
    return new CheckpointPlan.Archive(taken, reached);
  }

  /** All that is left, of the records up to {@code last}, {@code max} at a time. */
  List<CheckpointPlan.Step> all(long last, int max) {
    var steps = new ArrayList<CheckpointPlan.Step>();
    while (isRunning()) steps.add(take(max));
    begin(last);
    while (isRunning()) steps.add(take(max));
    return steps;
  }

  /** What is not in the archive yet. */
  List<Mail> all() {
    var all = new ArrayList<Mail>(leaving);
    all.addAll(gathered);
    return all;
  }
}
