package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.InstanceofCheck;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.ReferencedClassObject;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Java 17 has no exhaustive switch over sealed types. This looks whether somebody asks for each of
 * their kinds at all, by {@code instanceof}, as the class of a message that an actor takes, or by
 * reading it after a cast; what becomes of it is for the tests of those who do.
 */
class SealedTypesTest {
  /** What is left when the others of its family were asked for, or is for tests to see. */
  private static final Set<String> ELSE =
      Set.of(
          "Line$TooLong", // what it is told as says all
          "IrcPending$Leaving", // the reply says which of them it answers
          "IrcPending$Watching", // likewise
          "AccountService$UnderWay", // waits as Proposed does, and nothing more
          "Notice$AccountKnown", // no session is told
          "TcpServer$Bound"); // only the failure to bind ends the node

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.parley");

  @Test
  void every_record_of_a_sealed_type_is_asked_for_or_cast_to_somewhere() {
    var asked = CLASSES.stream().flatMap(SealedTypesTest::asked).collect(Collectors.toSet());
    var kinds = CLASSES.stream().map(JavaClass::reflect).flatMap(SealedTypesTest::records);

    assertThat(kinds)
        .isNotEmpty()
        .filteredOn(kind -> !asked.contains(kind.getName()))
        .extracting(kind -> kind.getName().substring(kind.getPackageName().length() + 1))
        .isSubsetOf(ELSE);
  }

  private static Stream<Class<?>> records(Class<?> family) {
    return family.isSealed()
        ? Stream.<Class<?>>of(family.getPermittedSubclasses()).filter(Class::isRecord)
        : Stream.empty();
  }

  /** What {@code type} asks for, and the records of which it reads a component. */
  private static Stream<String> asked(JavaClass type) {
    return Stream.of(
            type.getInstanceofChecks().stream().map(InstanceofCheck::getRawType),
            type.getReferencedClassObjects().stream().map(ReferencedClassObject::getRawType),
            type.getMethodCallsFromSelf().stream()
                .map(JavaMethodCall::getTargetOwner)
                .filter(owner -> !owner.equals(type)))
        .flatMap(classes -> classes)
        .map(JavaClass::getName);
  }
}
