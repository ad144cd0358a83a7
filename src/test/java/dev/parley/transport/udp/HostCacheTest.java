package dev.parley.transport.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostCacheTest {
  private static final Endpoint NAMED = new Endpoint("node.example", 11_111);
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 11_111);

  private final HostCache book = new HostCache();

  @Test
  void knows_the_address_of_a_literal_at_once() {
    assertThat(book.find(new Endpoint("127.0.0.1", 11_111), 0)).contains(ADDRESS);
    assertThat(book.find(new Endpoint("::1", 5), 0)).isPresent();
  }

  @Test
  void takes_nothing_for_a_literal_that_would_be_looked_up() {
    assertThat(book.find(new Endpoint("999.1.1.1", 5), 0)).isEmpty();
    assertThat(book.find(new Endpoint("1.1.1", 5), 0)).isEmpty();
    assertThat(book.find(new Endpoint("a:b", 5), 0)).isEmpty();
  }

  @Test
  void a_name_is_looked_up_once_until_it_is_forgotten() {
    assertThat(book.find(NAMED, 0)).isEmpty();
    assertThat(book.startsLookup(NAMED, 0)).isTrue();
    assertThat(book.startsLookup(NAMED, 1)).isFalse();
    assertThat(book.find(NAMED, 1)).isEmpty();

    book.onFound(NAMED, ADDRESS, 2);
    assertThat(book.find(NAMED, 2 + HostCache.FORGET_AFTER_MS - 1)).contains(ADDRESS);
    assertThat(book.startsLookup(NAMED, 2 + HostCache.FORGET_AFTER_MS - 1)).isFalse();
    assertThat(book.find(NAMED, 2 + HostCache.FORGET_AFTER_MS)).isEqualTo(Optional.empty());
    assertThat(book.startsLookup(NAMED, 2 + HostCache.FORGET_AFTER_MS)).isTrue();
  }

  @Test
  void one_entry_too_many_costs_the_oldest() {
    book.onFound(NAMED, ADDRESS, 0);
    for (int port = 1; port < HostCache.MAX_ENTRIES; port++) {
      book.find(new Endpoint("127.0.0.1", port), 0);
    }
    assertThat(book.find(NAMED, 0)).isPresent();

    book.find(new Endpoint("127.0.0.1", 60_000), 0);
    assertThat(book.find(NAMED, 0)).isEmpty();
  }
}
