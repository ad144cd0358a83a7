package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.EntityStreamException;
import akka.http.scaladsl.model.EntityStreamSizeException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import scala.Option;

class HttpRoutesTest {
  @Test
  void says_who_posted_too_much_to_send_less() {
    var failed = HttpRoutes.unread(new EntityStreamSizeException(4_096, Option.empty()));
    assertThat(failed.status().intValue()).isEqualTo(413);
    assertThat(body(failed)).contains("At most 4096 bytes", "send less");
  }

  @Test
  void says_who_posted_too_slowly_to_send_it_again() {
    var failed = HttpRoutes.unread(new CompletionException(new TimeoutException("late")));
    assertThat(failed.status().intValue()).isEqualTo(408);
    assertThat(body(failed)).contains("send it again");
  }

  @Test
  void says_who_posted_a_broken_body_to_send_it_again() {
    for (var broken :
        List.of(
            EntityStreamException.apply("Illegal character 'z' in chunk start", "secret"),
            new IllegalStateException("secret"))) {
      var failed = HttpRoutes.unread(new CompletionException(broken));
      assertThat(failed.status().intValue()).isEqualTo(400);
      assertThat(body(failed)).contains("send it again").doesNotContain("secret");
    }
  }

  private static String body(HttpResponse response) {
    return ((HttpEntity.Strict) response.entity()).getData().utf8String();
  }
}
