package dev.parley.chat.history;

import dev.parley.chat.history.ArchiveAnswer.CopiedRows;
import dev.parley.chat.history.ArchiveAnswer.StreamPage;
import dev.parley.chat.history.ArchiveRequest.AskRows;
import dev.parley.chat.history.ArchiveRequest.AskStreams;
import dev.parley.chat.model.ClientStream;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what this server's archive lacks from the members with which it comes together: page by
 * page it compares the numbers of which they have rows with its own, asks for those that it lacks,
 * and has them stored. One request is under way at a time, at a bounded rate. What is stored counts
 * whatever happens then, so another holder is asked for the rest only. Each member does this, so
 * the archives of all become equal.
 */
public final class CatchUp {
  /** An action that the shell must perform; it reports what came of it. */
  public sealed interface Output {}

  public record Ask(Member holder, ArchiveRequest request) implements Output {}

  /** Find those of these numbers of which there is and was no row here; {@code of} comes back. */
  public record FindLacking(List<StreamNumbers> theirs, long of) implements Output {}

  /** Make these rows durable; {@code of} comes back. */
  public record Take(CopiedRows rows, long of) implements Output {}

  /** {@code rows} rows came from {@code holder}, which has no others that are lacking here. */
  public record CaughtUp(Member holder, long rows) implements Output {}

  /** After a failure the next holder is asked after this long, and twice as long after another. */
  static final long RETRY_MS = 1_000;

  /** But not longer: one of an earlier version never answers. */
  static final long MAX_RETRY_MS = 64_000;

  /** A holder that has not answered by then has failed. */
  public static final long PATIENCE_MS = 15_000;

  private final long bytesPerSecond;

  /** Those that may have what this one lacks. */
  private final Deque<Member> holders = new ArrayDeque<>();

  private final TreeSet<MemberId> known = new TreeSet<>();
  private final Deque<StreamNumbers> wanted = new ArrayDeque<>();
  private Optional<ClientStream> cursor = Optional.empty();
  private @Nullable Member holder;
  private @Nullable ArchiveRequest asked;
  private boolean isLastPage;
  private boolean isStoring;
  private long askedMs;
  private long nextMs;
  private long rows;
  private long retryMs = RETRY_MS;

  /** Changes with the holder: what is found for one says nothing about another. */
  private long attempt;

  /** {@code bytesPerSecond} may come over the network. */
  public CatchUp(long bytesPerSecond) {
    if (bytesPerSecond < 1) throw new IllegalArgumentException(bytesPerSecond + " bytes a second");
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Whether no member of the view is known to have a row that this server lacks. */
  public boolean isComplete() {
    return holder == null && holders.isEmpty();
  }

  /** Members that were in the view before have sent everything since to this one as well. */
  public void onView(View view, MemberId self) {
    var members = new TreeMap<MemberId, Member>();
    view.members().forEach(member -> members.put(member.id(), member));
    members.remove(self);
    holders.removeIf(member -> !members.containsKey(member.id()));
    var current = holder;
    if (current != null && !members.containsKey(current.id())) stop();
    members.forEach(
        (id, member) -> {
          if (!known.contains(id)) holders.add(member);
        });
    known.clear();
    known.addAll(members.keySet());
  }

  /** To be called a few times a second at least. */
  public List<Output> onTick(long nowMs) {
    var current = holder;
    if (current != null) {
      if (asked != null && nowMs - askedMs >= PATIENCE_MS) onFailed(current.id(), nowMs);
      return asked == null && nowMs >= nextMs && holder != null ? proceed(nowMs) : List.of();
    }
    if (nowMs < nextMs || holders.isEmpty()) return List.of();
    holder = holders.remove();
    cursor = Optional.empty();
    rows = 0;
    return ask(new AskStreams(cursor), nowMs);
  }

  private List<Output> ask(ArchiveRequest request, long nowMs) {
    var current = holder;
    if (current == null) return List.of();
    asked = request;
    askedMs = nowMs;
    return List.of(new Ask(current, request));
  }

  /** {@code from} answers, with so many bytes; an answer that was not asked for is ignored. */
  public List<Output> onAnswer(MemberId from, ArchiveAnswer answer, long bytes, long nowMs) {
    var current = holder;
    var question = asked;
    if (current == null || question == null || !current.id().equals(from)) return List.of();
    asked = null;
    isStoring = true;
    nextMs = nowMs + bytes * 1_000 / bytesPerSecond;
    if (answer instanceof StreamPage page && question instanceof AskStreams) {
      isLastPage = page.next().isEmpty() || page.next().equals(cursor);
      cursor = page.next();
      return List.of(new FindLacking(page.streams(), attempt));
    }
    if (answer instanceof CopiedRows copied
        && question instanceof AskRows ask
        && isAnswer(copied, ask)) return List.of(new Take(copied, attempt));
    onFailed(from, nowMs);
    return List.of();
  }

  /** Nothing that was not asked for, and something that was. */
  private static boolean isAnswer(CopiedRows copied, AskRows ask) {
    var wanted = byStream(ask.wanted());
    var covered = byStream(copied.covered());
    if (covered.isEmpty()) return false;
    for (var entry : covered.entrySet()) {
      var asked = wanted.get(entry.getKey());
      if (asked == null || !entry.getValue().without(asked).isEmpty()) return false;
    }
    for (var mail : copied.mails()) {
      var of = covered.get(mail.id().stream());
      boolean isCovered = of != null && of.contains(mail.id().seq());
      if (!isCovered || !ArchiveRule.admits(mail)) return false;
    }
    return true;
  }

  private static SortedMap<ClientStream, NumberRanges> byStream(List<StreamNumbers> streams) {
    var found = new TreeMap<ClientStream, NumberRanges>();
    for (var stream : streams)
      if (!stream.ranges().isEmpty()) found.put(stream.stream(), stream.numbers());
    return found;
  }

  /** The reply to {@link FindLacking}. */
  public List<Output> onLacking(List<StreamNumbers> lacking, long of, long nowMs) {
    if (of != attempt) return List.of();
    isStoring = false;
    wanted.addAll(lacking);
    return proceed(nowMs);
  }

  /** What {@link Take} said is durable. */
  public List<Output> onTaken(CopiedRows taken, long of, long nowMs) {
    if (of != attempt) return List.of();
    isStoring = false;
    rows += taken.mails().size();
    var covered = byStream(taken.covered());
    var left = new ArrayList<StreamNumbers>();
    for (var stream : wanted) {
      var done = covered.get(stream.stream());
      var rest = done == null ? stream.ranges() : stream.numbers().without(done);
      if (!rest.isEmpty()) left.add(new StreamNumbers(stream.stream(), rest));
    }
    wanted.clear();
    wanted.addAll(left);
    return proceed(nowMs);
  }

  private List<Output> proceed(long nowMs) {
    var current = holder;
    if (current == null || isStoring || nowMs < nextMs) return List.of();
    if (!wanted.isEmpty()) return ask(new AskRows(some()), nowMs);
    if (!isLastPage) return ask(new AskStreams(cursor), nowMs);
    long came = rows;
    stop();
    retryMs = RETRY_MS;
    return List.of(new CaughtUp(current, came));
  }

  private List<StreamNumbers> some() {
    var some = new ArrayList<StreamNumbers>();
    int left = AskRows.MAX_RANGES;
    for (var stream : wanted) {
      if (some.size() == AskRows.MAX_STREAMS || left == 0) break;
      var ranges = stream.ranges().subList(0, Math.min(left, stream.ranges().size()));
      some.add(new StreamNumbers(stream.stream(), ranges));
      left -= ranges.size();
    }
    return some;
  }

  /** The holder did not answer, or not what it was asked: others may have the same. */
  public void onFailed(MemberId from, long nowMs) {
    var current = holder;
    if (current == null || !current.id().equals(from)) return;
    holders.add(current);
    stop();
    nextMs = nowMs + retryMs;
    retryMs = Math.min(2 * retryMs, MAX_RETRY_MS);
  }

  private void stop() {
    attempt++;
    holder = null;
    asked = null;
    isStoring = false;
    isLastPage = false;
    cursor = Optional.empty();
    wanted.clear();
  }
}
