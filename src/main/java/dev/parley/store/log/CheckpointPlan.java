package dev.parley.store.log;

import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.StateChanges;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ChatStore.Commit;
import dev.parley.wire.CommitRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Decides what a store writes, and when. A commit appends one record to the log; a checkpoint
 * brings what is left of many records to the tables, in steps between the commits, each of which is
 * one transaction: first the rows, in any order; then the mark that the tables have everything up
 * to a record; then the records up to the mark are deleted. The messages of the records go to the
 * archive on the way, by the thousand, and before the mark. A store that is cut off after any of
 * these steps, or in a commit, has in tables and log together what was committed. Not safe for use
 * by several threads.
 */
public final class CheckpointPlan {
  /** One transaction of a checkpoint. */
  public sealed interface Step {}

  /** These rows of streams and mail are as said now. */
  public record WriteRows(StateChanges rows) implements Step {}

  /** The tables have everything up to record {@code upTo}. */
  public record Mark(long upTo, long lamport, SortedMap<MemberId, Long> delivered)
      implements Step {}

  /** The tables have everything of the records up to {@code upTo}: they can be deleted. */
  public record Delete(long upTo) implements Step {}

  /**
   * The archive gets these messages, some of which it may have; it has those of all records up to
   * {@code upTo} then.
   */
  public record Archive(List<Mail> mails, long upTo) implements Step {
    public Archive {
      mails = List.copyOf(mails);
    }
  }

  /**
   * The messages in the table of mail are yet to be brought to the archive: more came in one commit
   * than a transaction should take there.
   */
  public enum ArchiveTable implements Step {
    INSTANCE
  }

  /** This many records are deleted in a step at least; they are larger than rows. */
  private static final int DELETED_SHARE = 4;

  private final CheckpointLimits limits;
  private final boolean isArchiving;
  private final ArchiveQueue archive = new ArchiveQueue();

  /** What is delivered for everything committed, as far as it is known here. */
  private final TreeMap<MemberId, Long> delivered = new TreeMap<>();

  /** What is in the log only, and no checkpoint has begun with. */
  private UnwrittenRows gathered = new UnwrittenRows();

  /** What the present checkpoint has not written yet, up to {@link #cut}. */
  private UnwrittenRows leaving = new UnwrittenRows();

  private boolean isRunning;
  private long last;
  private long cut;
  private long marked;
  private long deleted;
  private long bytes;
  private int committedSinceStep;
  private boolean wasArchiveStep;

  /** Of a store without an archive. */
  public CheckpointPlan(CheckpointLimits limits) {
    this(limits, false);
  }

  public CheckpointPlan(CheckpointLimits limits, boolean isArchiving) {
    this.limits = limits;
    this.isArchiving = isArchiving;
  }

  // A start.

  /** The tables have everything up to {@code mark}; the log has no record up to {@code gone}. */
  public void onTables(long mark, long gone) {
    onTables(mark, gone, mark);
  }

  /** As above; the archive has the messages of the records up to {@code archived}. */
  public void onTables(long mark, long gone, long archived) {
    marked = mark;
    last = mark;
    deleted = Math.min(gone, mark);
    // The records up to the mark may be gone. They are older than the archive, or are in it.
    archive.onReached(Math.max(mark, archived));
  }

  /** The number that the next record has. */
  public long next() {
    return last + 1;
  }

  /** The next record after the mark was read. */
  public void onRead(CommitRecord record, long recordBytes) {
    last++;
    bytes += recordBytes;
    gathered.add(record, false);
    if (isArchiving && !archive.has(last)) archive.add(record.changes());
  }

  // What a start finds in tables and log together, when the log is read.

  public long lamport(long ofTables) {
    return Math.max(ofTables, gathered.lamport());
  }

  public List<StreamState> streams(List<StreamState> ofTables) {
    return gathered.streamsOver(ofTables);
  }

  public List<Mail> mails(List<Mail> ofTables) {
    return gathered.mailsOver(ofTables);
  }

  /** Commits are compared with this from now on. */
  public VersionVector delivered(VersionVector ofTables) {
    var found = gathered.deliveredOver(ofTables);
    delivered.clear();
    delivered.putAll(found.counts());
    return found;
  }

  // Commits.

  /** What the log has of a stream since the last checkpoint began. */
  public Optional<StreamState> has(ClientStream stream) {
    return gathered.stream(stream);
  }

  public CommitRecord record(Commit commit) {
    var changes = isArchiving ? commit.changes() : commit.changes().withPassed(List.of());
    return new CommitRecord(changes, different(commit.delivered()));
  }

  /** All messages that are committed, and not in the archive yet. */
  public List<Mail> notArchived() {
    return archive.all();
  }

  private SortedMap<MemberId, Long> different(VersionVector now) {
    var different = new TreeMap<MemberId, Long>();
    now.counts()
        .forEach(
            (member, count) -> {
              if (!count.equals(delivered.get(member))) different.put(member, count);
            });
    return different;
  }

  /** Whether the commit must go to the tables, with everything that is in the log. */
  public boolean isForTables(CommitRecord record) {
    return changes(record) > CheckpointLimits.MAX_RECORD_CHANGES
        || chars(record) >= limits.bytes()
        || last - marked >= (long) CheckpointLimits.FULL * limits.rows()
        || bytes >= CheckpointLimits.FULL * limits.bytes();
  }

  private static int changes(CommitRecord record) {
    var changes = record.changes();
    return changes.streams().size()
        + changes.arrived().size()
        + changes.gone().size()
        + changes.passed().size();
  }

  /** A lower bound of what its content takes, in bytes. */
  private static long chars(CommitRecord record) {
    return Stream.of(record.changes().arrived(), record.changes().passed())
        .flatMap(List::stream)
        .mapToLong(mail -> mail.text().length())
        .sum();
  }

  /** The record is about to be appended as number {@link #next}. */
  public void onAppended(CommitRecord record, long recordBytes) {
    last++;
    bytes += recordBytes;
    add(record);
    if (isArchiving) archive.add(record.changes());
    committedSinceStep += 1 + changes(record);
  }

  private void add(CommitRecord record) {
    delivered.putAll(record.delivered());
    gathered.add(record, true);
  }

  /** What brings everything to the tables, {@code record} included, in one transaction. */
  public List<Step> all(CommitRecord record) {
    add(record);
    var steps = new ArrayList<Step>(archived(record.changes()));
    while (!leaving.isEmpty()) steps.add(new WriteRows(leaving.take(limits.step())));
    // Above the rows that were cut off: they are older.
    begin();
    while (!leaving.isEmpty()) steps.add(new WriteRows(leaving.take(limits.step())));
    steps.add(mark());
    return steps;
  }

  private List<Step> archived(StateChanges changes) {
    if (!isArchiving) return List.of();
    var steps = new ArrayList<Step>();
    if (changes.arrived().size() > CheckpointLimits.MAX_RECORD_CHANGES) {
      archive.addPassed(changes);
      steps.add(ArchiveTable.INSTANCE);
    } else archive.add(changes);
    steps.addAll(archive.all(last, limits.step()));
    return steps;
  }

  /**
   * The tables are about to be emptied, and the next record, which goes to them at once, has all
   * that counts: nothing else that was committed is to be written any more, but to the archive.
   */
  public void startOver() {
    delivered.clear();
    gathered = new UnwrittenRows();
    leaving = new UnwrittenRows();
    isRunning = false;
    bytes = 0;
  }

  // Checkpoints.

  /** Begins a checkpoint now, if there is anything in the log and none is running. */
  public void begin() {
    cut = last;
    var older = leaving.delivered();
    leaving = gathered;
    older.forEach(leaving.delivered()::putIfAbsent);
    gathered = new UnwrittenRows();
    bytes = 0;
    committedSinceStep = 0;
    isRunning = true;
  }

  /** As {@link #begin}, for a log that has been left alone for a while. */
  public void beginIfAny() {
    if (!isRunning && last > marked) begin();
  }

  public boolean hasStep() {
    return hasStepOfTables() || (isArchiving && archive.isDue());
  }

  private boolean hasStepOfTables() {
    return isRunning || deleted < marked || isDue();
  }

  private boolean isDue() {
    return last - marked >= limits.rows() || bytes >= limits.bytes();
  }

  /** The next step; only if {@link #hasStep}. */
  public Step step() {
    wasArchiveStep = isArchiving && isArchivesTurn();
    if (!wasArchiveStep) return stepOfTables();
    archive.begin(last);
    return archive.next(limits.step());
  }

  /** The two take turns; but the mark waits for the archive. */
  private boolean isArchivesTurn() {
    if (!hasStepOfTables()) return true;
    boolean isMarkNext = isRunning && leaving.isEmpty();
    return isMarkNext ? !archive.has(cut) : archive.isDue() && !wasArchiveStep;
  }

  private Step stepOfTables() {
    // Before the pace is taken: what was committed until now is the checkpoint's, and not its
    // hurry.
    if (!isRunning && deleted == marked) begin();
    int pace = Math.max(limits.step(), 2 * committedSinceStep);
    committedSinceStep = 0;
    if (!isRunning) return delete(pace);
    return leaving.isEmpty() ? mark() : new WriteRows(leaving.take(pace));
  }

  private Step mark() {
    isRunning = false;
    marked = cut;
    var mark =
        new Mark(marked, leaving.lamport(), Collections.unmodifiableSortedMap(leaving.delivered()));
    leaving = new UnwrittenRows();
    return mark;
  }

  private Step delete(int pace) {
    deleted = Math.min(marked, deleted + Math.max(1, pace / DELETED_SHARE));
    return new Delete(deleted);
  }
}
