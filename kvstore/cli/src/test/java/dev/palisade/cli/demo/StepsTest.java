package dev.palisade.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StepsTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @Test
  void aStepTellsItsDetailsAndWhatItHasShown() throws InterruptedException {
    Steps steps = new Steps(new PrintStream(written, true, StandardCharsets.UTF_8), false);
    boolean held =
        steps.step(
            "A fence mints tokens that only rise",
            () -> {
              steps.tell("worker-a", "token 7");
              return "the later token is higher";
            });
    assertTrue(held);
    assertEquals(
        """
         1  A fence mints tokens that only rise
            worker-a              token 7
            ok                    the later token is higher (… s)

        """,
        text().replaceAll("\\(\\d+\\.\\d s\\)", "(… s)"));
  }

  @Test
  void aStepThatDoesNotHoldSaysWhyAndIsCounted() throws InterruptedException {
    Steps steps = new Steps(new PrintStream(written, true, StandardCharsets.UTF_8), false);
    assertFalse(
        steps.step(
            "One",
            () -> {
              throw new Steps.DidNotHold("2 replicas differ");
            }));
    assertFalse(
        steps.step(
            "Two",
            () -> {
              throw new IOException("disk full");
            }));
    steps.step("Three", () -> "fine");
    assertTrue(text().contains("FAILED                2 replicas differ"), text());
    assertTrue(text().contains("FAILED                disk full"), text());
    assertEquals(3, steps.count());
    assertEquals(1, steps.held());
  }

  @Test
  void coloursAreForTerminalsOnly() throws InterruptedException {
    Steps steps = new Steps(new PrintStream(written, true, StandardCharsets.UTF_8), true);
    steps.step("One", () -> "fine");
    assertTrue(text().contains("\u001b[32mok\u001b[0m"), text());
  }

  @Test
  void anInterruptionEndsTheStoryInsteadOfFailingAStep() {
    Steps steps = new Steps(new PrintStream(written, true, StandardCharsets.UTF_8), false);
    assertThrows(
        InterruptedException.class,
        () ->
            steps.step(
                "One",
                () -> {
                  throw new InterruptedException();
                }));
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
