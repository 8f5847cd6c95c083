use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::Path;

/// A folder that only this process writes in. The system lets go of it when the process ends,
/// however that comes about.
pub struct Lock {
    file: File,
}

pub enum Taken {
    /// By a process, if it says by which.
    By(Option<u32>),
    Failed(io::Error),
}

/// How often a folder may vanish while it is taken.
const TRIES: usize = 16;

impl Lock {
    /// Makes the folder if it is not there.
    pub fn take(folder: &Path) -> Result<Lock, Taken> {
        let mine = std::process::id().to_string();
        let path = folder.join("lock");
        for _ in 0..TRIES {
            match fs::create_dir(folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(Taken::Failed(error)),
                _ => {}
            }
            let opened = File::options().read(true).write(true).create(true).truncate(false).open(&path);
            let mut file = match opened {
                Ok(file) => file,
                // Another run has just ended, and took the folder away.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(Taken::Failed(error)),
            };
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(Taken::By(holder(&mut file))),
                Err(TryLockError::Error(error)) => return Err(Taken::Failed(error)),
            }
            file.set_len(0).and_then(|()| file.write_all(mine.as_bytes())).map_err(Taken::Failed)?;
            // The lock may be of a file that was taken away meanwhile, with another now in its place.
            match fs::read_to_string(&path) {
                Ok(text) if text != mine => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                _ => return Ok(Lock { file }),
            }
        }
        Err(Taken::By(None))
    }
}

impl Drop for Lock {
    /// A process that this one is just starting may hold the file a moment longer.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}
