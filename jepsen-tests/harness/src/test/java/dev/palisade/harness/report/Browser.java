package dev.palisade.harness.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A browser without a window; tests that need one are skipped where there is none. */
final class Browser {
  private final Path profile;

  /** Keeps its own things in a folder. */
  Browser(Path folder) {
    this.profile = folder.resolve("profile");
  }

  /** What a page has become once its script has run. */
  String dom(Path page, String hash) throws IOException, InterruptedException {
    Path dom = Files.createTempFile(profile.getParent(), "dom", ".html");
    run(
        dom,
        "--virtual-time-budget=8000",
        "--window-size=1280,900",
        "--dump-dom",
        page.toUri() + hash);
    return Files.readString(dom);
  }

  private void run(Path output, String... options) throws IOException, InterruptedException {
    Optional<Path> browser = find();
    assumeTrue(browser.isPresent(), "no chromium or google-chrome on the path");
    List<String> command = new ArrayList<>();
    command.add(browser.orElseThrow().toString());
    command.addAll(
        List.of("--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + profile));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("the browser ends").isTrue();
    } finally {
      process.destroyForcibly();
      deleteProfile();
    }
  }

  /** Its helpers may still be writing when it has ended, which would keep the folder from going. */
  private void deleteProfile() {
    await("the browser's profile is gone")
        .atMost(Duration.ofSeconds(30))
        .ignoreException(UncheckedIOException.class)
        .ignoreException(IOException.class)
        .until(
            () -> {
              if (Files.exists(profile)) {
                try (Stream<Path> all = Files.walk(profile)) {
                  for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(each);
                  }
                }
              }
              return true;
            });
  }

  private static Optional<Path> find() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .flatMap(
            entry ->
                List.of("chromium", "chromium-browser", "google-chrome").stream()
                    .map(name -> Path.of(entry).resolve(name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
