package dev.parley.protocol.version;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A member of a later version, which speaks 3 as well as 2, among others. */
class PeerVersionsTest {
  private static final MemberId A = new MemberId("a", 1);
  private static final MemberId B = new MemberId("b", 1);
  private static final MemberId C = new MemberId("c", 1);
  private static final VersionOffer LATER = new VersionOffer(2, 3, List.of("rooms", "seal"));

  private final PeerVersions versions = new PeerVersions(LATER);

  PeerVersionsTest() {
    versions.onLive(A);
  }

  @Test
  void without_a_view_it_writes_what_most_can_read() {
    assertThat(versions.version()).isEqualTo(2);
  }

  @Test
  void alone_it_speaks_what_it_can() {
    versions.onView(view(A));
    assertThat(versions.version()).isEqualTo(3);
    assertThat(versions.common()).isEqualTo(LATER);
  }

  @Test
  void members_of_one_version_use_the_highest_and_the_words_of_all() {
    versions.onHello(B, LATER);
    versions.onView(view(A, B, C));
    assertThat(versions.version()).as("c has not said what it speaks").isEqualTo(2);
    assertThat(versions.common().features()).isEmpty();

    versions.onHello(C, new VersionOffer(2, 7, List.of("unheard-of", "seal")));
    assertThat(versions.version()).isEqualTo(3);
    assertThat(versions.common().features()).containsExactly("seal");
  }

  @Test
  void strangers_however_many_do_not_push_out_a_member() {
    versions.onHello(B, LATER);
    versions.onView(view(A, B));
    for (int i = 0; i <= PeerVersions.MAX_PEERS; i++)
      versions.onHello(new MemberId("stranger" + i, 1), VersionOffer.SILENT);

    assertThat(versions.version()).isEqualTo(3);
  }

  @Test
  void a_view_with_an_older_member_is_written_to_in_its_version() {
    versions.onHello(B, VersionOffer.SILENT);
    versions.onView(view(A, B));
    assertThat(versions.version()).isEqualTo(2);

    versions.onView(view(A));
    assertThat(versions.version()).as("it has left").isEqualTo(3);
  }

  @Test
  void a_new_life_has_not_said_what_it_speaks() {
    versions.onHello(B, LATER);
    versions.onView(view(A, new MemberId("b", 2)));
    assertThat(versions.version()).isEqualTo(2);
  }

  @Test
  void tells_once_of_a_member_that_speaks_something_else() {
    var offer = new VersionOffer(1, 2, List.of("seal"));
    assertThat(versions.onHello(B, offer))
        .contains(
            "b.1 speaks versions 1 to 2 with seal, this node versions 2 to 3 with rooms, seal:"
                + " they use version 2 with seal");
    assertThat(versions.onHello(B, offer)).isEmpty();
    assertThat(versions.onHello(C, LATER)).as("the same").isEmpty();
  }

  @Test
  void names_both_where_there_is_no_common_version() {
    assertThat(versions.onHello(B, new VersionOffer(4, 5, List.of())))
        .contains(
            "b.1 speaks versions 4 to 5, this node versions 2 to 3 with rooms, seal:"
                + " they have no version in common and form no group");
    versions.onView(view(A, B));
    assertThat(versions.version()).as("a forged hello changes nothing").isEqualTo(3);
  }

  @Test
  void remembers_so_many_and_forgets_those_that_were_heard_longest_ago() {
    versions.onHello(B, LATER);
    versions.onHello(C, LATER);
    for (int i = 2; i <= PeerVersions.MAX_PEERS; i++) {
      versions.onHello(new MemberId("n", i), LATER);
      versions.onHello(B, LATER);
    }
    versions.onView(view(A, B));
    assertThat(versions.version()).isEqualTo(3);
    versions.onView(view(A, C));
    assertThat(versions.version()).isEqualTo(2);
  }

  private static View view(MemberId... ids) {
    var members =
        Stream.of(ids)
            .map(id -> new Member(id, new Endpoint("h", 1), new Endpoint("h", 2)))
            .toList();
    return View.of(new ViewId(1, ids[0]), members);
  }
}
