package dev.parley.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.observe.GroupPicture.Doubt;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Signal;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.MulticastOutput;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupPictureTest {
  private static final MemberId A = new MemberId("n-a", 1);
  private static final MemberId B = new MemberId("n-b", 1);
  private static final View VIEW =
      View.of(
          new ViewId(7, A),
          List.of(
              new Member(A, Endpoint.parse("127.0.0.1:1"), Endpoint.parse("127.0.0.1:2")),
              new Member(B, Endpoint.parse("127.0.0.1:3"), Endpoint.parse("127.0.0.1:4"))));

  private final GroupPicture picture = new GroupPicture();

  @Test
  void doubts_a_member_until_it_is_heard_again() {
    picture.onOutput(new Signal.Suspected(B, 100));
    assertThat(picture.now().doubts()).containsEntry(B, Doubt.SUSPECTED);
    picture.onOutput(new Signal.Confirmed(VIEW.id(), B));
    assertThat(picture.now().doubts()).containsEntry(B, Doubt.CONFIRMED);
    picture.onOutput(new Signal.Suspected(B, 100));
    assertThat(picture.now().doubts()).as("no step back").containsEntry(B, Doubt.CONFIRMED);
    picture.onOutput(new Signal.Cleared(B));
    assertThat(picture.now().doubts()).isEmpty();
  }

  @Test
  void doubts_nobody_in_a_new_view() {
    picture.onOutput(new Signal.Confirmed(VIEW.id(), B));
    picture.onOutput(new Note("election started", "view 7"));
    picture.onOutput(new Signal.ViewInstalled(VIEW, VersionVector.EMPTY));
    assertThat(picture.now().doubts()).isEmpty();
    assertThat(picture.now().isElecting()).isFalse();
  }

  @Test
  void elects_until_nobody_is_doubted() {
    picture.onOutput(new Signal.Suspected(A, 100));
    picture.onOutput(new Signal.Suspected(B, 100));
    picture.onOutput(new Note("election started", "view 7"));
    picture.onOutput(new Signal.Cleared(B));
    assertThat(picture.now().isElecting()).isTrue();
    picture.onOutput(new Signal.Cleared(A));
    assertThat(picture.now().isElecting()).isFalse();
  }

  @Test
  void has_the_links_of_now_and_none_of_before() {
    picture.onLinks(List.of(A));
    picture.onLinks(List.of(B));
    assertThat(picture.now().linked()).containsExactly(B);
  }

  @Test
  void looks_at_signals_and_notes_only() {
    assertThat(GroupPicture.matters(new Signal.Cleared(A))).isTrue();
    assertThat(GroupPicture.matters(new Note("paused", ""))).isTrue();
    assertThat(GroupPicture.matters(new MulticastOutput.Replicated(1, 2))).isFalse();
  }
}
