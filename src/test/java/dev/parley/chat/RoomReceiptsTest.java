package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.RoomReceipts.Count;
import dev.parley.chat.RoomReceipts.Receipt;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RoomReceiptsTest {
  private static final RoomName TEA = RoomName.of("#tea");
  private static final RoomName WINE = RoomName.of("#wine");
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final UserName LEE = UserName.of("lee");

  private final RoomReceipts receipts = new RoomReceipts();

  @Test
  void an_author_is_told_how_many_have_seen_each_post_of_those_for_whom_it_was() {
    var first = post(TEA, 1, 5);
    var second = post(TEA, 2, 5);
    receipts.onPosted(first);
    receipts.onPosted(second);
    assertThat(receipts.due(0)).as("nobody has").isEmpty();
    seen(first, SHAO, LEE);
    seen(second, LEE);
    assertThat(receipts.due(0))
        .containsExactly(
            new Receipt(
                FANG, TEA, List.of(new Count(first.uuid(), 2, 5), new Count(second.uuid(), 1, 5))));
    assertThat(receipts.due(9_000)).as("told already").isEmpty();
  }

  @Test
  void what_changes_within_a_second_is_told_together_in_each_room() {
    var tea = post(TEA, 1, 5);
    var wine = post(WINE, 2, 5);
    receipts.onPosted(tea);
    receipts.onPosted(wine);
    seen(tea, SHAO);
    assertThat(receipts.due(100)).hasSize(1);
    seen(tea, LEE);
    assertThat(receipts.due(99 + RoomReceipts.EVERY_MS)).isEmpty();
    seen(wine, LEE);
    assertThat(receipts.due(99 + RoomReceipts.EVERY_MS))
        .extracting(Receipt::room)
        .containsExactly(WINE);
    assertThat(receipts.due(100 + RoomReceipts.EVERY_MS))
        .containsExactly(new Receipt(FANG, TEA, List.of(new Count(tea.uuid(), 2, 5))));
  }

  @Test
  void who_acknowledges_with_two_clients_counts_once() {
    var post = post(TEA, 1, 5);
    receipts.onPosted(post);
    seen(post, SHAO, SHAO);
    assertThat(receipts.due(0)).extracting(r -> r.counts().get(0).seen()).containsExactly(1);
    seen(post, SHAO);
    assertThat(receipts.due(9_000)).isEmpty();
  }

  @Test
  void nobody_is_counted_in_a_room_of_more_than_twenty() {
    var small = post(TEA, 1, RoomReceipts.MAX_MEMBERS - 1);
    var large = post(WINE, 2, RoomReceipts.MAX_MEMBERS);
    receipts.onPosted(small);
    receipts.onPosted(large);
    seen(small, SHAO);
    seen(large, SHAO);
    assertThat(receipts.due(0)).extracting(Receipt::room).containsExactly(TEA);
  }

  @Test
  void of_more_than_fifty_posts_the_latest_are_counted() {
    var first = post(TEA, 1, 5);
    receipts.onPosted(first);
    for (int i = 2; i <= RoomReceipts.MAX_POSTS; i++) receipts.onPosted(post(TEA, i, 5));
    seen(first, SHAO);
    assertThat(receipts.due(0)).hasSize(1);
    receipts.onPosted(post(TEA, RoomReceipts.MAX_POSTS + 1, 5));
    seen(first, LEE);
    assertThat(receipts.due(9_000)).isEmpty();
  }

  @Test
  void an_author_is_not_told_of_a_post_that_is_counted_no_more() {
    var first = post(TEA, 1, 5);
    receipts.onPosted(first);
    seen(first, SHAO);
    for (int i = 2; i <= RoomReceipts.MAX_POSTS + 1; i++) receipts.onPosted(post(TEA, i, 5));
    assertThat(receipts.due(0)).isEmpty();
  }

  @Test
  void of_more_rooms_than_a_user_is_in_those_are_forgotten_of_which_all_was_told() {
    var told = post(TEA, 1, 1);
    receipts.onPosted(told);
    seen(told, SHAO);
    assertThat(receipts.due(0)).hasSize(1);
    var rooms = new ArrayList<Mail>();
    for (int i = 0; i < RoomReceipts.MAX_ROOMS; i++)
      rooms.add(post(RoomName.of("#z" + (100 + i)), 2 + i, 5));
    rooms.forEach(receipts::onPosted);
    rooms.forEach(post -> seen(post, LEE));
    assertThat(receipts.due(9_000)).hasSize(RoomReceipts.MAX_ROOMS);
    var more = post(WINE, 500, 5);
    receipts.onPosted(more);
    rooms.forEach(post -> seen(post, SHAO));
    seen(more, SHAO);
    assertThat(receipts.due(20_000))
        .as("one of them made room")
        .hasSize(RoomReceipts.MAX_ROOMS)
        .extracting(Receipt::room)
        .contains(WINE);
  }

  @Test
  void a_post_in_one_of_as_many_rooms_as_a_user_may_be_in_displaces_no_other() {
    var posts = new ArrayList<Mail>();
    for (int i = 0; i < RoomReceipts.MAX_ROOMS; i++)
      posts.add(post(RoomName.of("#z" + (100 + i)), 1 + i, 5));
    posts.forEach(receipts::onPosted);
    receipts.onPosted(post(RoomPost.room(posts.get(50)), 500, 5));
    posts.forEach(post -> seen(post, SHAO));
    assertThat(receipts.due(0)).hasSize(RoomReceipts.MAX_ROOMS);
  }

  @Test
  void an_author_who_is_gone_is_told_nothing() {
    var post = post(TEA, 1, 5);
    receipts.onPosted(post);
    seen(post, SHAO);
    receipts.onGone(FANG);
    assertThat(receipts.due(0)).isEmpty();
    seen(post, LEE);
    assertThat(receipts.due(9_000)).isEmpty();
  }

  /** Of fang, for so many others. */
  private static Mail post(RoomName room, long seq, int others) {
    var id = new MessageId(new ClientStream(FANG, "phone"), seq);
    var seenBy = LongStream.rangeClosed(1, others + 1).boxed().toList();
    return RoomPost.of(id, room, 7, seenBy, "hello", new RoomPost.Times(0, seq));
  }

  private void seen(Mail post, UserName... by) {
    for (var name : by)
      receipts.onSeen(RoomPost.copies(post, List.of(new RoomPost.Receiver(name, 2))).get(0));
  }
}
