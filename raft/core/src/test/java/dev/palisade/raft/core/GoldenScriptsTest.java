package dev.palisade.raft.core;

import dev.palisade.golden.GoldenScript;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each file in {@code src/test/resources/golden} is a claim, shown on a small cluster; {@link
 * ScriptedCluster} says what the commands do.
 */
class GoldenScriptsTest {
  static List<Path> scripts() throws IOException {
    return GoldenScript.filesIn(Path.of("src/test/resources/golden"));
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void theScriptGivesTheOutputWrittenInIt(Path script) throws IOException {
    GoldenScript.verify(script, new ScriptedCluster());
  }
}
