package dev.palisade.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.palisade.cli.local.ProcessIdentity.Life;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProcessIdentityTest {
  private final Process sleeper;
  private final ProcessIdentity identity;

  ProcessIdentityTest() throws IOException {
    sleeper = new ProcessBuilder("/bin/sh", "-c", "read line").start();
    identity = ProcessIdentity.ofRunning(sleeper.pid()).orElseThrow();
  }

  @BeforeEach
  void isRunningAtFirst() {
    assertEquals(Life.RUNNING, identity.life());
  }

  @AfterEach
  void end() {
    sleeper.destroyForcibly();
  }

  @Test
  void aProcessIsPausedAndGoesOnAndIsKilled() throws InterruptedException {
    assertTrue(identity.signal("STOP"));
    assertTrue(identity.await(Life.PAUSED, 5_000));
    assertTrue(identity.signal("CONT"));
    assertTrue(identity.await(Life.RUNNING, 5_000));
    assertTrue(identity.signal("KILL"));
    assertTrue(identity.await(Life.GONE, 5_000));
    assertFalse(identity.signal("KILL"), "a process that is gone gets no signal");
  }

  @Test
  void aProcessOfTheSameIdButAnotherBirthIsNeverSignalled() {
    ProcessIdentity earlier = new ProcessIdentity(identity.pid(), identity.birth() + "0");
    assertEquals(Life.GONE, earlier.life());
    assertFalse(earlier.signal("KILL"));
    assertEquals(Life.RUNNING, identity.life());
  }
}
