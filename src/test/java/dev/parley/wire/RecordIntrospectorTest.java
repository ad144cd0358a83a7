package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecordIntrospectorTest {
  sealed interface Shape {}

  record Circle(int radius) implements Shape {}

  enum Nothing implements Shape {
    INSTANCE
  }

  record Drawing(String name, Shape first, List<Shape> rest) {
    boolean isEmpty() {
      return rest.isEmpty();
    }
  }

  private static final Drawing DRAWING =
      new Drawing("d", new Circle(1), List.of(Nothing.INSTANCE, new Circle(2)));

  @Test
  void a_record_is_an_array_of_its_components_alone() throws Exception {
    var tree = MessageCbor.MAPPER.readTree(MessageCbor.MAPPER.writeValueAsBytes(DRAWING));

    assertThat(tree)
        .hasToString("[\"d\",[\"Circle\",[1]],[[\"Nothing\",\"INSTANCE\"],[\"Circle\",[2]]]]");
  }

  @Test
  void a_sealed_interface_is_read_by_the_name_of_its_record() throws Exception {
    var bytes = MessageCbor.MAPPER.writeValueAsBytes(DRAWING);

    assertThat(MessageCbor.MAPPER.readValue(bytes, Drawing.class)).isEqualTo(DRAWING);
  }

  @Test
  void a_name_that_the_interface_does_not_permit_is_refused() throws Exception {
    var foreign = List.of("java.lang.String", List.of(1));
    var bytes = MessageCbor.MAPPER.writeValueAsBytes(foreign);

    assertThatThrownBy(() -> MessageCbor.MAPPER.readValue(bytes, Shape.class))
        .hasMessageContaining("java.lang.String");
  }
}
