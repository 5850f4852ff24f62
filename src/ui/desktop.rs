//! What the desktop wishes: dark or light, movement or none. On Linux its portal is asked, since no toolkit layer does.

use std::sync::{Arc, Mutex, PoisonError};

/// The desktop's wishes, as far as they are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wishes {
    /// `Some(true)`: dark.
    pub dark: Option<bool>,
    /// Animations are not wanted.
    pub calm: bool,
}

/// The wishes, kept up to date by a thread.
pub type Shared = Arc<Mutex<Wishes>>;

/// The wishes now.
#[must_use]
pub fn wishes(shared: &Shared) -> Wishes {
    *shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Asks the desktop, and goes on listening. Without a portal nothing happens.
#[cfg(target_os = "linux")]
pub fn listen(shared: &Shared, wake: Arc<dyn Fn() + Send + Sync>) {
    let shared = Arc::clone(shared);
    let listen = std::thread::Builder::new().name("desktop-wishes".to_owned());
    // without the thread the window keeps its default theme
    let _ = listen.spawn(move || {
        let _ = portal::follow(&shared, &*wake);
    });
}

/// Elsewhere the window system tells the theme itself.
#[cfg(not(target_os = "linux"))]
pub fn listen(_shared: &Shared, _wake: Arc<dyn Fn() + Send + Sync>) {}

#[cfg(target_os = "linux")]
mod portal {
    use super::Shared;
    use std::sync::PoisonError;
    use zbus::blocking::{Connection, Proxy};
    use zbus::zvariant::{OwnedValue, Value};

    const APPEARANCE: &str = "org.freedesktop.appearance";
    const GNOME: &str = "org.gnome.desktop.interface";

    /// Reads both settings, then waits for changes for as long as the bus is there.
    pub(super) fn follow(shared: &Shared, wake: &dyn Fn()) -> zbus::Result<()> {
        let bus = Connection::session()?;
        let settings = Proxy::new(
            &bus,
            "org.freedesktop.portal.Desktop",
            "/org/freedesktop/portal/desktop",
            "org.freedesktop.portal.Settings",
        )?;
        for (namespace, key) in [(APPEARANCE, "color-scheme"), (GNOME, "enable-animations")] {
            if let Ok(value) = settings.call::<_, _, OwnedValue>("Read", &(namespace, key)) {
                take(shared, key, &value);
            }
        }
        wake();
        for signal in settings.receive_signal("SettingChanged")? {
            if let Ok((_, key, value)) = signal.body().deserialize::<(String, String, OwnedValue)>() {
                take(shared, &key, &value);
                wake();
            }
        }
        Ok(())
    }

    /// Values come wrapped in one variant or two.
    fn take(shared: &Shared, key: &str, value: &Value<'_>) {
        let mut value = value;
        while let Value::Value(inner) = value {
            value = inner;
        }
        let mut wishes = shared.lock().unwrap_or_else(PoisonError::into_inner);
        match (key, value) {
            ("color-scheme", Value::U32(scheme)) => {
                wishes.dark = match scheme {
                    1 => Some(true),
                    2 => Some(false),
                    _ => None,
                };
            }
            ("enable-animations", Value::Bool(on)) => wishes.calm = !on,
            _ => {}
        }
    }
}
