// Finds the texts of packages on a disk (WIT.md, "Filesystem structure").
namespace Weft.Wit;

/// <summary>Reads packages from files and folders.</summary>
public static class WitFiles
{
    /// <summary>
    /// Resolves the package in a file, or in a folder: its own <c>*.wit</c> files, with the packages that are in its folder <c>deps</c>, each a
    /// file or a folder of files.
    /// </summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">Features and proposals.</param>
    /// <exception cref="WitException">There is nothing to read, a text is not WIT, or names do not fit together.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static WitPackageSet Resolve(string path, WitOptions? options = null) => Resolve(path, options, decode: null);

    /// <summary>The same, for folders whose <c>deps</c> have packages in the binary format, too.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">Features and proposals.</param>
    /// <param name="decode">Gives the text of the package in a file with the ending <c>.wasm</c> or <c>.wat</c>; null when they are not read.</param>
    /// <exception cref="WitException">There is nothing to read, a text is not WIT, or names do not fit together.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static WitPackageSet Resolve(string path, WitOptions? options, Func<string, string>? decode)
    {
        if (!Directory.Exists(path))
        {
            return File.Exists(path) ? WitResolver.Resolve([Read(path)], null, options) : throw new WitException($"there is no file or folder {path}");
        }

        var root = ReadFolder(path);
        if (root.Count == 0)
        {
            throw new WitException($"the folder {path} has no files with the ending .wit");
        }

        var unread = new List<string>();
        var dependencies = new List<IReadOnlyList<WitSource>>();
        var folder = Path.Combine(path, "deps");
        if (Directory.Exists(folder))
        {
            foreach (var entry in Directory.GetFileSystemEntries(folder).OrderBy(entry => entry, StringComparer.Ordinal))
            {
                if (Directory.Exists(entry))
                {
                    dependencies.Add(ReadFolder(entry));
                }
                else if (IsWit(entry))
                {
                    dependencies.Add([Read(entry)]);
                }
                else if (Path.GetExtension(entry) is ".wasm" or ".wat")
                {
                    if (decode is null)
                    {
                        unread.Add(entry);
                    }
                    else
                    {
                        dependencies.Add([new WitSource(entry, decode(entry))]);
                    }
                }
            }
        }

        return WitResolver.Resolve(root, dependencies, options, unread);
    }

    private static List<WitSource> ReadFolder(string path) =>
        Directory.GetFiles(path).Where(IsWit).OrderBy(file => file, StringComparer.Ordinal).Select(Read).ToList();

    private static WitSource Read(string path) => WitSource.FromUtf8(path, File.ReadAllBytes(path));

    private static bool IsWit(string path) => Path.GetExtension(path) == ".wit";
}
