package dev.parley.chat;

import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.model.BlockEntry;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.ReturnedMail;
import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The lists of a snapshot that are about users, while they are filled. */
final class SnapshotLists {
  final List<Account> accounts = new ArrayList<>();
  final List<StreamState> streams = new ArrayList<>();
  final List<Mail> mails = new ArrayList<>();
  final List<BlockEntry> blocks = new ArrayList<>();
  final List<AccountLogouts> logouts = new ArrayList<>();

  /** The user in whose bucket the message is: the one for whom it waits. */
  static UserName holder(Mail mail) {
    return ReturnedMail.is(mail) ? mail.from() : mail.to();
  }

  /** Adds each entry of {@code state} to the lists of its user, and keeps the order. */
  static void distribute(ChatSnapshot state, Function<UserName, SnapshotLists> of) {
    state.accounts().forEach(account -> of.apply(account.name()).accounts.add(account));
    state.streams().forEach(stream -> of.apply(stream.stream().sender()).streams.add(stream));
    state.mails().forEach(mail -> of.apply(holder(mail)).mails.add(mail));
    state.blocks().forEach(block -> of.apply(block.owner()).blocks.add(block));
    state.logouts().forEach(account -> of.apply(account.name()).logouts.add(account));
  }

  /** What is in each bucket with something in it. */
  static SortedMap<Integer, SnapshotLists> byBucket(ChatSnapshot state) {
    var buckets = new TreeMap<Integer, SnapshotLists>();
    distribute(
        state, user -> buckets.computeIfAbsent(BucketId.of(user), any -> new SnapshotLists()));
    return buckets;
  }

  /** Adds everything about users that is in {@code state}. */
  void addAll(ChatSnapshot state) {
    distribute(state, user -> this);
  }

  /** A snapshot with these lists alone. */
  ChatSnapshot snapshot() {
    return new ChatSnapshot(
        0, accounts, streams, mails, List.of(), List.of(), List.of(), blocks, logouts);
  }

  /** {@code state} with these lists in place of its own. */
  ChatSnapshot in(ChatSnapshot state) {
    return new ChatSnapshot(
        state.lamport(),
        accounts,
        streams,
        mails,
        state.servers(),
        state.sessions(),
        state.registry(),
        blocks,
        logouts);
  }
}
