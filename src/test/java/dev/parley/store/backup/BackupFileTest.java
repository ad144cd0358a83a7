package dev.parley.store.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.config.ConfigProblem;
import dev.parley.files.DiskRoom;
import dev.parley.testing.Seed;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupFileTest {
  private static final BackupManifest.Origin ORIGIN =
      new BackupManifest.Origin("team", "n-1", Instant.parse("2026-11-30T12:00:00Z"), "0.1.0");

  private static final DiskRoom AMPLE = () -> Long.MAX_VALUE;
  private static final int BYTES = 3_000_000;

  @TempDir Path place;
  private Path database;
  private Path target;

  @BeforeEach
  void begin() throws IOException {
    database = place.resolve("chat.db");
    target = place.resolve("team.zip");
    var bytes = new byte[BYTES];
    new Random(7).nextBytes(bytes);
    Files.write(database, bytes);
  }

  private BackupManifest write() throws IOException {
    return BackupFile.write(target, database, ORIGIN, AMPLE);
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(place)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void gives_back_what_was_saved_and_is_for_its_owner_alone() throws IOException {
    var written = write();
    assertThat(written.bytes()).isEqualTo(BYTES);
    var found = BackupFile.open(target);
    assertThat(found.manifest()).isEqualTo(written);
    assertThat(found.manifest().origin()).isEqualTo(ORIGIN);
    var back = place.resolve("back");
    found.extract(back, AMPLE);
    assertThat(back).hasSameBinaryContentAs(database);
    for (var file : List.of(target, back))
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(names()).containsExactly("back", "chat.db", "team.zip");
  }

  @Test
  void overwrites_nothing() throws IOException {
    Files.writeString(target, "older");
    assertThatThrownBy(this::write).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(target).hasContent("older");
  }

  @Test
  void a_disk_that_fills_up_meanwhile_leaves_no_half_backup_and_the_reserve() throws IOException {
    var looks = new AtomicInteger();
    DiskRoom filling =
        () -> DiskRoom.RESERVE_BYTES + (looks.incrementAndGet() < 3 ? BYTES : BYTES / 10);
    assertThatThrownBy(() -> BackupFile.write(target, database, ORIGIN, filling))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("64 MiB stay free for the node");
    assertThat(looks).hasValue(3);
    assertThat(names()).containsExactly("chat.db");
  }

  @Test
  void what_fits_to_the_byte_above_the_reserve_is_written() throws IOException {
    DiskRoom exact = () -> DiskRoom.RESERVE_BYTES + (1 << 20);
    BackupFile.write(target, database, ORIGIN, exact);
    DiskRoom less = () -> DiskRoom.RESERVE_BYTES + (1 << 20) - 1;
    assertThatThrownBy(() -> BackupFile.write(place.resolve("another.zip"), database, ORIGIN, less))
        .isInstanceOf(IOException.class);
  }

  @Test
  void one_that_is_cut_short_anywhere_is_refused() throws IOException {
    write();
    var whole = Files.readAllBytes(target);
    var random = Seed.next().random();
    for (int i = 0; i < 20; i++) {
      int length = i == 0 ? 0 : random.nextInt(whole.length);
      Files.write(target, Arrays.copyOf(whole, length));
      assertRefused("is no backup of Parley, or is damaged");
    }
  }

  @Test
  void one_with_a_changed_byte_in_its_database_is_refused() throws IOException {
    write();
    var whole = Files.readAllBytes(target);
    var random = Seed.next().random();
    for (int i = 0; i < 20; i++) {
      var damaged = whole.clone();
      // Random bytes do not compress: nearly all of the file is the database.
      damaged[100 + random.nextInt(BYTES - 1_000)] ^= (byte) (1 + random.nextInt(255));
      Files.write(target, damaged);
      assertRefused("is no backup of Parley, or is damaged");
    }
  }

  private void assertRefused(String part) throws IOException {
    var back = place.resolve("back");
    assertThatThrownBy(() -> BackupFile.open(target).extract(back, AMPLE))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining(part);
    Files.deleteIfExists(back);
  }

  @Test
  void files_of_others_are_refused() throws IOException {
    assertRefused("There is no file");
    Files.writeString(target, "hello");
    assertRefused("is no backup of Parley");
    zip("{\"hello\":1}", "x");
    assertRefused("its manifest");
    zip("[[[[", "x");
    assertRefused("its manifest");
    zip("x".repeat(1 << 20), "x");
    assertRefused("its manifest");
  }

  @Test
  void one_of_a_later_version_is_refused_with_the_way_on() throws IOException {
    zip("{\"parley-backup\":2,\"anything\":\"else\"}", "x");
    assertRefused("later version of Parley");
  }

  @Test
  void a_database_longer_than_the_manifest_says_is_not_written_to_its_end() throws IOException {
    var manifest = new BackupManifest(ORIGIN, 10, "0".repeat(64));
    zip(manifest.text(), "x".repeat(20 << 20));
    var back = place.resolve("back");
    assertThatThrownBy(() -> BackupFile.open(target).extract(back, AMPLE))
        .isInstanceOf(ConfigProblem.class);
    assertThat(Files.size(back)).isLessThan(2 << 20);
  }

  @Test
  void a_manifest_with_a_field_that_makes_no_sense_is_none() {
    var good = new BackupManifest(ORIGIN, 10, "a".repeat(64)).text();
    assertThat(BackupManifest.parse(good)).isPresent();
    for (var bad :
        List.of(
            good.replace("2026-11-30T12:00:00Z", "yesterday"),
            good.replace("a".repeat(64), "a".repeat(63)),
            good.replace("a".repeat(64), "../".repeat(21) + "a"),
            good.replace(": 10", ": -1").replace(":10", ":-1"),
            good.replace("\"team\"", "\"\""),
            good.replace("\"n-1\"", "\"\"")))
      assertThat(BackupManifest.parse(bad)).as(bad).isEmpty();
  }

  private void zip(String manifest, String content) throws IOException {
    try (var zip = new ZipOutputStream(Files.newOutputStream(target))) {
      zip.putNextEntry(new ZipEntry("chat.db"));
      zip.write(content.getBytes(UTF_8));
      zip.closeEntry();
      zip.putNextEntry(new ZipEntry("manifest.json"));
      zip.write(manifest.getBytes(UTF_8));
      zip.closeEntry();
    }
  }
}
