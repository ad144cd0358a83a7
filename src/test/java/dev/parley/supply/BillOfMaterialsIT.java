package dev.parley.supply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.supply.KnownVulnerabilities.Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bill of materials that the build made, and what is packed beside the jar. */
class BillOfMaterialsIT {
  private static final Path BILL = Path.of("target", "bom.json");
  private static final Path LIST = Path.of("src", "test", "resources", "known-vulnerabilities.tsv");

  private final List<Library> packed = new ArrayList<>();
  private final List<String> jars = new ArrayList<>();
  private KnownVulnerabilities known;

  @BeforeEach
  void read() throws IOException {
    // A build that skips the bill (-Dcyclonedx.skip) cannot check it.
    assumeThat(BILL).exists();
    for (JsonNode component : new ObjectMapper().readTree(BILL.toFile()).path("components")) {
      var artifact = component.path("name").asText();
      var version = component.path("version").asText();
      packed.add(new Library(component.path("group").asText() + ":" + artifact, version));
      jars.add(artifact + "-" + version + ".jar");
    }
    known = KnownVulnerabilities.parse(Files.readAllLines(LIST));
  }

  @Test
  void has_every_library_that_is_packed() throws IOException {
    try (var files = Files.list(Path.of("target", "lib"))) {
      assertThat(jars).containsAll(files.map(file -> file.getFileName().toString()).toList());
    }
  }

  @Test
  void has_no_version_with_a_known_vulnerability_that_matters() {
    assertThat(packed).hasSizeGreaterThan(20);
    assertThat(known.findings(packed)).as("known on %s", known.date()).isEmpty();
    assertThat(known.needless(packed)).isEmpty();
  }
}
