package dev.palisade.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.replica.ReplicaListener;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RelayTest {
  @Test
  void everythingThatAListenerCanHearIsPassedOn() throws Exception {
    for (Method method : ReplicaListener.class.getMethods()) {
      if (!Modifier.isStatic(method.getModifiers())) {
        Method own = Relay.class.getMethod(method.getName(), method.getParameterTypes());
        assertThat(own.getDeclaringClass()).as(method.getName()).isEqualTo(Relay.class);
      }
    }
  }

  @Test
  void whatAListenerOrALinkThrowsEndsNoActor() throws Exception {
    ReplicaListener broken =
        (ReplicaListener)
            Proxy.newProxyInstance(
                ReplicaListener.class.getClassLoader(),
                new Class<?>[] {ReplicaListener.class},
                (_, method, _) -> {
                  throw new IllegalStateException(method.getName());
                });
    Relay relay =
        new Relay(
            broken,
            _ -> {
              throw new IllegalArgumentException("no such address");
            });
    for (Method method : ReplicaListener.class.getMethods()) {
      @Nullable Object[] arguments = new @Nullable Object[method.getParameterCount()];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = method.getParameterTypes()[i] == long.class ? (Object) 1L : null;
      }
      method.invoke(relay, arguments);
    }
  }
}
