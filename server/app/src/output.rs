//! Files that appear under their name whole, or not at all.
//!
//! An output is written to a new file beside its target and takes the target's name
//! when it is finished: a crash, a full disk or a faulty input leaves what was there.
//! Standard output, devices and pipes have nothing to lose and are written directly.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

/// The name that stands for standard input or output.
const STANDARD: &str = "-";

/// A link to a link to a link: more than this is a circle.
const MOST_LINKS: usize = 40;

/// Numbers the unfinished files of this process, so that no two share one.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// Why a target cannot be written. Nothing was touched.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OutputError {
    /// A folder is no file.
    #[error("cannot write {}: it is a folder; name a file in it", .path.display())]
    Folder {
        /// The target.
        path: PathBuf,
    },
    /// The target is there, but not for this user.
    #[error("cannot write {}", .path.display())]
    Refused {
        /// The target.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The folder takes no new file; it may be missing, full or read-only.
    #[error("cannot write {}: no file can be made in {}", .path.display(), .folder.display())]
    NewFile {
        /// The target.
        path: PathBuf,
        /// Where it would be.
        folder: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Readers {
    /// Whom the process's mask allows, or whoever might read the file it replaces.
    Usual,
    /// The owner alone.
    Owner,
}

/// A writer whose bytes count only once [`Output::finish`] has returned.
#[derive(Debug)]
pub(crate) struct Output {
    out: BufWriter<Sink>,
    /// What is still to be named; nothing when written directly.
    part: Option<Part>,
}

#[derive(Debug)]
enum Sink {
    Standard(io::Stdout),
    File(File),
}

/// A file on its way to its name; dropped before that, it is removed.
#[derive(Debug)]
struct Part {
    path: PathBuf,
    target: PathBuf,
    folder: PathBuf,
    named: bool,
}

impl Output {
    /// Opens an output with the usual permissions; those of a file it replaces stay.
    pub(crate) fn create(path: &Path) -> Result<Self, OutputError> {
        Self::open(path, Readers::Usual)
    }

    /// Opens an output that its owner alone may read, whatever was there before.
    pub(crate) fn create_private(path: &Path) -> Result<Self, OutputError> {
        Self::open(path, Readers::Owner)
    }

    fn open(path: &Path, readers: Readers) -> Result<Self, OutputError> {
        if is_standard(path) {
            return Ok(Self::direct(Sink::Standard(io::stdout())));
        }
        let refused = |source| OutputError::Refused { path: path.into(), source };
        if names_folder(path) {
            return Err(OutputError::Folder { path: path.into() });
        }
        // Opening it proves that the target may be written, and truncates nothing.
        let permissions = match OpenOptions::new().write(true).open(path) {
            Ok(file) => {
                let about = file.metadata().map_err(refused)?;
                if !about.is_file() {
                    return Ok(Self::direct(Sink::File(file)));
                }
                Some(about.permissions())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(refused(error)),
        };
        let target = resolved(path).map_err(refused)?;
        let folder = folder_of(&target);
        let new_file =
            |source| OutputError::NewFile { path: path.into(), folder: folder.clone(), source };
        let (file, unfinished) = unfinished(&folder, readers).map_err(new_file)?;
        let part = Part { path: unfinished, target, folder: folder.clone(), named: false };
        if let (Readers::Usual, Some(permissions)) = (readers, permissions) {
            file.set_permissions(permissions).map_err(new_file)?;
        }
        Ok(Self { out: BufWriter::new(Sink::File(file)), part: Some(part) })
    }

    fn direct(sink: Sink) -> Self {
        Self { out: BufWriter::new(sink), part: None }
    }

    /// Brings every byte to the disk and then gives the file its name.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.out.flush()?;
        if let (Some(part), Sink::File(file)) = (&mut self.part, self.out.get_ref()) {
            file.sync_all()?;
            part.name()?;
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(out) => out.write(bytes),
            Self::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(out) => out.flush(),
            Self::File(file) => file.flush(),
        }
    }
}

impl Part {
    fn name(&mut self) -> io::Result<()> {
        fs::rename(&self.path, &self.target)?;
        self.named = true;
        // The name itself is on the disk once the folder is. One that may be written
        // but not read cannot be opened for that; the file is whole all the same.
        #[cfg(unix)]
        if let Ok(folder) = File::open(&self.folder) {
            folder.sync_all()?;
        }
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.named {
            // Why the output failed is what matters, and that is already told.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Whether the name stands for standard input or output.
pub(crate) fn is_standard(path: &Path) -> bool {
    path == Path::new(STANDARD)
}

/// Whether both names lead to one regular file. Two hard links of one file do not
/// count: an output takes over its own name only, the other keeps what it had.
pub(crate) fn is_same_file(input: &Path, output: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok().filter(|path| path.is_file());
    !is_standard(input)
        && !is_standard(output)
        && real(input).is_some_and(|i| Some(i) == real(output))
}

fn names_folder(path: &Path) -> bool {
    path.is_dir() || path.to_string_lossy().ends_with(std::path::is_separator)
}

/// The file at the end of all links, which need not exist.
fn resolved(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        if target.exists() {
            return fs::canonicalize(target);
        }
        let Ok(link) = fs::read_link(&target) else { return Ok(target) };
        target = folder_of(&target).join(link);
    }
    Err(io::Error::other("its links lead in a circle"))
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.into(),
        _ => PathBuf::from("."),
    }
}

/// A file that nobody had before, in the folder of the target so that it can be
/// renamed. Its name is short where the target's may be as long as names can be.
fn unfinished(folder: &Path, readers: Readers) -> io::Result<(File, PathBuf)> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if readers == Readers::Owner {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    loop {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!(".jingwei.{}-{number}.part", process::id()));
        match options.open(&path) {
            // A crash left it, in a container where every process has the same id.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            opened => return opened.map(|file| (file, path)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn folder() -> TempDir {
        tempfile::tempdir().unwrap()
    }

    fn written(path: &Path, text: &str) {
        let mut out = Output::create(path).unwrap();
        out.write_all(text.as_bytes()).unwrap();
        out.finish().unwrap();
    }

    fn names(folder: &Path) -> Vec<String> {
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| name(entry).into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_finished_output_is_alone_in_its_folder() {
        let folder = folder();
        let path = folder.path().join("routed.csv");
        written(&path, "first");
        written(&path, "second");
        assert_eq!(fs::read_to_string(&path).unwrap(), "second");
        assert_eq!(names(folder.path()), ["routed.csv"]);
    }

    #[test]
    fn a_part_that_belongs_to_somebody_else_survives() {
        let folder = folder();
        let part = folder.path().join("routed.part");
        fs::write(&part, "mine").unwrap();
        written(&folder.path().join("routed.csv"), "routed");
        drop(Output::create(&folder.path().join("routed.gz")).unwrap());
        assert_eq!(fs::read_to_string(&part).unwrap(), "mine");
    }

    #[test]
    fn two_outputs_of_one_name_do_not_meet() {
        let folder = folder();
        let path = folder.path().join("routed.csv");
        let mut one = Output::create(&path).unwrap();
        let mut other = Output::create(&path).unwrap();
        one.write_all(b"one").unwrap();
        other.write_all(b"other").unwrap();
        one.finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        other.finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "other");
    }

    #[test]
    fn an_unfinished_output_leaves_the_old_file_and_nothing_else() {
        let folder = folder();
        let path = folder.path().join("areas.geojson");
        fs::write(&path, "old").unwrap();
        let mut out = Output::create(&path).unwrap();
        out.write_all(b"half of the n").unwrap();
        out.flush().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        drop(out);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names(folder.path()), ["areas.geojson"]);
    }

    #[test]
    fn a_folder_is_refused_there_or_not() {
        let folder = folder();
        for name in ["", "missing/"] {
            let refused = Output::create(&folder.path().join(name)).unwrap_err();
            assert!(matches!(refused, OutputError::Folder { .. }), "{refused}");
        }
        let refused = Output::create(&folder.path().join("missing/a.csv")).unwrap_err();
        assert!(matches!(refused, OutputError::NewFile { .. }), "{refused}");
    }

    #[test]
    fn one_file_under_two_names_is_the_same_file() {
        let folder = folder();
        let path = folder.path().join("data.csv");
        fs::write(&path, "lon,lat").unwrap();
        let detour = folder.path().join(".").join("data.csv");
        assert!(is_same_file(&path, &detour));
        assert!(!is_same_file(&path, &folder.path().join("new.csv")));
        assert!(!is_same_file(Path::new("-"), Path::new("-")));
    }

    #[cfg(unix)]
    mod on_unix {
        use super::*;
        use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};

        fn mode(path: &Path) -> u32 {
            fs::metadata(path).unwrap().permissions().mode() & 0o777
        }

        #[test]
        fn a_link_stays_and_its_target_is_written() {
            let folder = folder();
            let (elsewhere, link) = (folder.path().join("disk"), folder.path().join("a.csv"));
            fs::create_dir(&elsewhere).unwrap();
            symlink("disk/real.csv", &link).unwrap();
            for text in ["where nothing was", "over the old"] {
                written(&link, text);
                assert!(link.is_symlink());
                assert_eq!(fs::read_to_string(elsewhere.join("real.csv")).unwrap(), text);
                assert_eq!(names(&elsewhere), ["real.csv"]);
            }
            assert!(is_same_file(&link, &elsewhere.join("real.csv")));
        }

        #[test]
        fn links_in_a_circle_are_refused() {
            let folder = folder();
            let (one, other) = (folder.path().join("one"), folder.path().join("other"));
            symlink(&one, &other).unwrap();
            symlink(&other, &one).unwrap();
            assert!(matches!(Output::create(&one), Err(OutputError::Refused { .. })));
        }

        #[test]
        fn a_full_device_is_an_error_and_stays_a_device() {
            let full = Path::new("/dev/full");
            if !full.exists() {
                return; // Only Linux has one.
            }
            let mut out = Output::create(full).unwrap();
            out.write_all(b"more than fits").unwrap();
            assert_eq!(out.finish().unwrap_err().kind(), io::ErrorKind::StorageFull);
            assert!(fs::metadata(full).unwrap().file_type().is_char_device());
        }

        #[test]
        fn a_private_output_is_for_its_owner_whatever_was_there() {
            let folder = folder();
            let path = folder.path().join("town.backup");
            fs::write(&path, "open to all").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            let out = Output::create_private(&path).unwrap();
            let part = out.part.as_ref().unwrap().path.clone();
            assert_eq!(mode(&part), 0o600);
            out.finish().unwrap();
            assert_eq!(mode(&path), 0o600);
        }

        #[test]
        fn a_replaced_file_keeps_its_permissions() {
            let folder = folder();
            let path = folder.path().join("routed.csv");
            fs::write(&path, "old").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
            written(&path, "new");
            assert_eq!(mode(&path), 0o640);
        }
    }
}
