package dev.parley.chat;

import dev.parley.chat.model.RoomPost;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Puts what another replica has of some buckets in the place of what is here. That is no merge: it
 * is for a state that nobody has used, of a node that copies one before it joins. In between, such
 * a state need not be one that any replica ever had: its buckets are of different moments.
 */
final class StateReplacement {
  private record Bucket(int number, ChatSnapshot contents, BucketDigest digest) {
    /** Members send no others, and a merge would leave them out. */
    boolean isInOrder() {
      return contents.mails().stream().allMatch(RoomPost::mayWait);
    }
  }

  private final Accounts accounts;
  private final Mailboxes mailboxes;
  private final BlockLists blocks;
  private final Logouts logouts;
  private final StateBuckets buckets;

  StateReplacement(
      Accounts accounts,
      Mailboxes mailboxes,
      BlockLists blocks,
      Logouts logouts,
      StateBuckets buckets) {
    this.accounts = accounts;
    this.mailboxes = mailboxes;
    this.blocks = blocks;
    this.logouts = logouts;
    this.buckets = buckets;
  }

  /**
   * Returns how many of the buckets are different now. Nothing, and then nothing has changed, if an
   * account here is not there: no row of an account is ever deleted.
   */
  OptionalInt replace(PartialState theirs) {
    var news = different(theirs);
    for (var bucket : news) if (!hasAccountsOf(bucket)) return OptionalInt.empty();
    news.forEach(this::put);
    return OptionalInt.of(news.size());
  }

  private List<Bucket> different(PartialState theirs) {
    var filled = SnapshotLists.byBucket(theirs.state());
    var nothing = new SnapshotLists().snapshot();
    var news = new ArrayList<Bucket>();
    theirs.different().stream()
        .forEach(
            number -> {
              var lists = filled.get(number);
              var contents = lists == null ? nothing : lists.snapshot();
              var digest = buckets.digestOf(contents);
              if (!buckets.isKnown(number, digest)) news.add(new Bucket(number, contents, digest));
            });
    return news;
  }

  private boolean hasAccountsOf(Bucket bucket) {
    var there = bucket.contents().accounts();
    for (var user : buckets.users(bucket.number())) {
      var here = accounts.find(user);
      if (here.isEmpty()) continue;
      var claim = here.get().claim();
      if (there.stream()
          .noneMatch(other -> other.name().equals(user) && other.claim().equals(claim)))
        return false;
    }
    return true;
  }

  private void put(Bucket bucket) {
    var theirs = bucket.contents();
    var users = buckets.users(bucket.number());
    blocks.forget(users);
    logouts.drop(users);
    theirs.accounts().forEach(accounts::replace);
    mailboxes.replace(users, theirs);
    theirs.blocks().forEach(blocks::put);
    theirs.logouts().forEach(account -> logouts.add(account.name(), account.logouts()));
    if (bucket.isInOrder()) buckets.onReplaced(bucket.number(), bucket.digest());
  }

  /** As if the state were new. A store is not notified: all that it has must go. */
  void clear() {
    accounts.clear();
    mailboxes.clear();
    blocks.clear();
    logouts.clear();
  }
}
