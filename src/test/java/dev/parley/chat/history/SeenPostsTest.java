package dev.parley.chat.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SeenPostsTest {
  private static final RoomName TEA = RoomName.of("#tea");
  private static final Conversation ROOM = Conversation.ofRoom(TEA, 7);
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final long OF_FANG = 1;
  private static final long OF_LEE = 3;
  private static final RoomViewer LEE = new RoomViewer(OF_LEE);

  /** More than an account that was never in the room is let through. */
  private static final int TOO_MANY = SeenPosts.MAX_LOOKS * HistoryQuery.MAX_LIMIT + 1;

  private final List<Mail> all = new ArrayList<>();
  private int looks;

  @Test
  void who_was_no_member_sees_nothing_and_who_was_sees_what_was_sent_then() {
    add(3, false);
    add(2, false, OF_LEE);
    add(3, false);
    assertThat(numbers(page(LEE, 50))).containsExactly(4L, 5L);
    assertThat(page(new RoomViewer(9), 50)).isEqualTo(HistoryPage.EMPTY);
    assertThat(page(new RoomViewer(OF_FANG), 50).messages()).hasSize(8);
  }

  @Test
  void who_reads_all_sees_what_was_sent_for_those_who_come_later_but_by_who_is_blocked() {
    add(2, false);
    add(2, true);
    assertThat(numbers(page(new RoomViewer(OF_LEE, true, new TreeSet<>()), 50)))
        .containsExactly(3L, 4L);
    assertThat(page(LEE, 50).messages()).as("one who does not read all").isEmpty();
    var blocking = new RoomViewer(OF_LEE, true, new TreeSet<>(List.of(FANG)));
    assertThat(page(blocking, 50).messages()).isEmpty();
    var other = new RoomViewer(OF_LEE, true, new TreeSet<>(List.of(SHAO)));
    assertThat(page(other, 50).messages()).hasSize(2);
  }

  @Test
  void a_page_is_full_although_others_are_between_and_says_whether_there_is_more() {
    for (int i = 0; i < 5; i++) {
      add(300, false);
      add(1, false, OF_LEE);
    }
    var last = page(LEE, 2);
    assertThat(numbers(last)).containsExactly(1204L, 1505L);
    assertThat(last.more()).isTrue();
    var edge = HistoryPosition.of(last.messages().get(0));
    var before = page(LEE, HistoryQuery.before(ROOM, edge, 3));
    assertThat(numbers(before)).containsExactly(301L, 602L, 903L);
    assertThat(before.more()).isFalse();
    var after = page(LEE, HistoryQuery.after(ROOM, HistoryPosition.of(all.get(300)), 3));
    assertThat(numbers(after)).containsExactly(602L, 903L, 1204L);
    assertThat(after.more()).isTrue();
  }

  @Test
  void who_may_see_nothing_has_five_thousand_posts_read_at_most_and_no_page_to_go_on_from() {
    add(1, false, OF_LEE);
    add(TOO_MANY, false);
    assertThat(page(LEE, 1)).isEqualTo(HistoryPage.EMPTY);
    assertThat(looks).isEqualTo(SeenPosts.MAX_LOOKS);
  }

  @Test
  void who_has_found_one_goes_on_from_it() {
    add(1, false, OF_LEE);
    add(TOO_MANY, false);
    add(1, false, OF_LEE);
    var page = page(LEE, 2);
    assertThat(numbers(page)).containsExactly(TOO_MANY + 2L);
    assertThat(page.more()).as("of what was not looked at").isTrue();
  }

  private HistoryPage page(RoomViewer viewer, int limit) {
    return page(viewer, HistoryQuery.last(ROOM, limit));
  }

  private HistoryPage page(RoomViewer viewer, HistoryQuery query) {
    looks = 0;
    return new SeenPosts(this::read, viewer).apply(query);
  }

  private HistoryPage read(HistoryQuery query) {
    looks++;
    return HistoryPage.of(query, all);
  }

  private static List<Long> numbers(HistoryPage page) {
    return page.messages().stream().map(mail -> mail.id().seq()).toList();
  }

  /** Posts of fang, for these as well. */
  private void add(int count, boolean isForNewcomers, Long... others) {
    var seenBy = new ArrayList<>(List.of(OF_FANG));
    seenBy.addAll(List.of(others));
    var audience = new RoomPost.Audience(seenBy, isForNewcomers);
    for (int i = 0; i < count; i++) {
      long seq = all.size() + 1L;
      var id = new MessageId(new ClientStream(FANG, "phone"), seq);
      all.add(RoomPost.of(id, TEA, 7, audience, "hello", new RoomPost.Times(0, seq)));
    }
  }
}
