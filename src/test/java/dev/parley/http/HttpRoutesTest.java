package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.EntityStreamSizeException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import scala.Option;

class HttpRoutesTest {
  @Test
  void says_who_posted_too_much_to_send_less() {
    var failed = HttpRoutes.failed(new EntityStreamSizeException(4_096, Option.empty()));
    assertThat(failed.status().intValue()).isEqualTo(413);
    assertThat(body(failed)).contains("At most 4096 bytes", "send less");
  }

  @Test
  void says_who_posted_too_slowly_to_send_it_again() {
    var failed = HttpRoutes.failed(new CompletionException(new TimeoutException("late")));
    assertThat(failed.status().intValue()).isEqualTo(408);
    assertThat(body(failed)).contains("send it again");
  }

  @Test
  void takes_everything_else_for_a_fault_of_its_own_and_tells_no_detail() {
    var failed = HttpRoutes.failed(new CompletionException(new IllegalStateException("secret")));
    assertThat(failed.status().intValue()).isEqualTo(500);
    assertThat(body(failed)).contains("try again").doesNotContain("secret");
  }

  private static String body(HttpResponse response) {
    return ((HttpEntity.Strict) response.entity()).getData().utf8String();
  }
}
