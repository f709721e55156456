package dev.palisade.cli.rim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That they fit the sources and that what catches them is there; not that it does. */
class RimMutantsTest {
  private static final Path ROOT = Path.of("../..");

  static List<RimMutant> all() throws IOException {
    return RimMutant.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void itFitsTheSourcesAndNamesATestThatIsThere(RimMutant each) throws IOException {
    Map<String, String> changed = each.sources(ROOT);
    assertThat(changed).isNotEmpty();
    for (Map.Entry<String, String> file : changed.entrySet()) {
      assertThat(Files.readString(ROOT.resolve(file.getKey()))).isNotEqualTo(file.getValue());
    }
    assertThat(each.mutant().mechanism()).endsWith(".");
    Path tests = ROOT.resolve(each.module()).resolve("src/test/java");
    try (Stream<Path> files = Files.walk(tests)) {
      Path test =
          files.filter(file -> file.endsWith(each.testClass() + ".java")).findFirst().orElseThrow();
      assertThat(Files.readString(test)).contains("void " + each.method() + "(");
    }
  }

  @Test
  void theDocumentationNamesEachWithWhatCatchesIt() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/simulation.md"));
    for (RimMutant each : all()) {
      assertThat(page)
          .contains(
              "| `%s` | %s | `%s` |"
                  .formatted(each.mutant().name(), each.mutant().mechanism(), each.test()));
    }
  }
}
