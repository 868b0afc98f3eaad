// The files of WIT that the compiler was given: which of them an attribute means (WIT.md, "Filesystem structure").
using Weft.Wit;

namespace Weft.Bindings.Generator.Input;

/// <summary>A file of WIT.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Text">What is in it.</param>
internal sealed record WitFile(string Path, string Text);

/// <summary>Finds packages among files.</summary>
internal static class WitFolder
{
    /// <summary>Resolves the package that a path names: a file, or a folder with its dependencies in <c>deps</c>.</summary>
    /// <param name="files">What there is.</param>
    /// <param name="path">The path, from the source or the project.</param>
    /// <param name="bases">The folders that it may start from.</param>
    /// <param name="options">Which unstable items are wanted.</param>
    /// <returns>The packages, or <see langword="null"/> when there is no such file or folder.</returns>
    /// <exception cref="WitException">The texts are not WIT.</exception>
    public static WitPackageSet? Resolve(IReadOnlyList<WitFile> files, string path, IEnumerable<string> bases, WitOptions options)
    {
        foreach (var start in bases)
        {
            var full = Normalize(Combine(start, path)).TrimEnd('/');
            if (files.FirstOrDefault(file => Normalize(file.Path) == full) is { } single)
            {
                return WitResolver.Resolve([Read(single)], null, options);
            }

            var inside = files.Where(file => Normalize(file.Path).StartsWith(full + "/", StringComparison.Ordinal))
                .Select(file => (Name: Normalize(file.Path).Substring(full.Length + 1), File: file))
                .OrderBy(item => item.Name, StringComparer.Ordinal)
                .ToList();
            if (inside.Count != 0)
            {
                var root = inside.Where(item => !item.Name.Contains('/')).Select(item => Read(item.File)).ToList();
                var dependencies = inside.Where(item => item.Name.StartsWith("deps/", StringComparison.Ordinal))
                    .GroupBy(item => item.Name.Split('/')[1], StringComparer.Ordinal)
                    .OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => (IReadOnlyList<WitSource>)group.Where(item => item.Name.Split('/').Length <= 3).Select(item => Read(item.File)).ToList())
                    .Where(group => group.Count != 0)
                    .ToList();
                return WitResolver.Resolve(root, dependencies, options);
            }
        }

        return null;
    }

    private static WitSource Read(WitFile file) => new(file.Path, file.Text);

    private static string Combine(string start, string path) =>
        path.StartsWith("/", StringComparison.Ordinal) || (path.Length > 1 && path[1] == ':') ? path : start.TrimEnd('/', '\\') + "/" + path;

    private static string Normalize(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Replace('\\', '/').Split('/'))
        {
            if (part == ".." && parts.Count != 0 && parts[parts.Count - 1] is not ("" or ".."))
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != "." && (part.Length != 0 || parts.Count == 0))
            {
                parts.Add(part);
            }
        }

        return string.Join("/", parts);
    }
}
