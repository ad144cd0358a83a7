package dev.parley.wire;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.parley.protocol.Message;
import java.util.List;

/** Finds every message class of the project, whether or not anybody registered it. */
final class AllMessages {
  private static final List<Class<?>> RECORDS = find();

  private AllMessages() {}

  static List<Class<?>> records() {
    return RECORDS;
  }

  private static List<Class<?>> find() {
    List<Class<?>> found =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.parley")
                .stream()
                .filter(type -> type.isAssignableTo(Message.class) && !type.isInterface())
                .<Class<?>>map(JavaClass::reflect)
                .toList();
    if (found.size() < 20) throw new AssertionError("only " + found);
    return found;
  }
}
