package dev.palisade.harness.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** One connection through a proxy: the dialling node's and the one made to the target for it. */
final class ProxiedConnection {
  private static final int CONNECT_MILLIS = 5_000;

  private final Socket dialler;
  private final Socket target = new Socket();
  private final Consumer<ProxiedConnection> over;
  private final CountDownLatch pumps = new CountDownLatch(2);

  /** Set once the target is dialled: before, it has nothing that it could forget. */
  private volatile boolean connected;

  /** Set when the target has lost it and the dialler is not to know. */
  private volatile boolean halfOpen;

  /**
   * @param over told when both sides are closed
   */
  ProxiedConnection(Socket dialler, Consumer<ProxiedConnection> over) {
    this.dialler = dialler;
    this.over = over;
  }

  /** Dials the target once both directions let a handshake through, then carries bytes. */
  void run(int port, LinkState there, LinkState back) {
    try {
      there.awaitOpen();
      back.awaitOpen();
      dialler.setTcpNoDelay(true);
      target.setTcpNoDelay(true);
      target.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      connected = true;
    } catch (IOException refused) {
      reset();
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reset();
      return;
    }
    Pump answers = new Pump(target, dialler, back, this::broken);
    Thread.ofVirtual().name("answers").start(() -> pump(answers));
    pump(new Pump(dialler, target, there, this::broken));
  }

  private void pump(Pump pump) {
    pump.run();
    pumps.countDown();
    if (pumps.getCount() == 0 && !halfOpen) {
      close(dialler, false);
      close(target, false);
      over.accept(this);
    }
  }

  private void broken() {
    if (!halfOpen) {
      reset();
    }
  }

  /** Both sides get a reset. */
  void reset() {
    halfOpen = false;
    close(dialler, true);
    close(target, true);
    over.accept(this);
  }

  /**
   * The target gets a reset, the dialler nothing.
   *
   * @return false, and nothing is done, when the target is not dialled yet
   */
  boolean forgetAtTarget() {
    if (!connected) {
      return false;
    }
    halfOpen = true;
    close(target, true);
    return true;
  }

  /** Closes a socket, closed already or not. */
  static void close(Socket socket, boolean abruptly) {
    try {
      if (abruptly) {
        socket.setSoLinger(true, 0);
      }
      socket.close();
    } catch (IOException closedAlready) {
      // Closed is what it was to be.
    }
  }
}
