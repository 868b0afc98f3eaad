// Which features a script of the specification's suites was written for.
using System.Collections.Immutable;
using Weft.Wasm;
using Weft.Wasm.Validation;

namespace Weft.Wast;

/// <summary>
/// The threads proposal's suite changes copies of scripts from before WebAssembly 2.0 and 3.0, and still asserts that a module with two
/// memories or tables is invalid. Both of its folders are run as the specification they were written against had it; see
/// https://github.com/WebAssembly/threads, test/core, which is not rebased on the multi-memory and reference-types proposals.
/// </summary>
public static class SuiteFeatures
{
    private static readonly (string Folder, ImmutableHashSet<string> Disabled)[] s_olderSuites =
    [
        ("threads/core/", [Features.Memory64, Features.MultiMemory]),
        ("threads/testsuite/", [Features.Memory64, Features.MultiMemory, Features.ReferenceTypes]),
    ];

    /// <summary>The features that a script expects to be off, by its path; none for most.</summary>
    public static ImmutableHashSet<string> DisabledFor(string file)
    {
        var path = Path.GetFullPath(file).Replace('\\', '/');
        foreach (var (folder, disabled) in s_olderSuites)
        {
            if (path.Contains("/" + folder, StringComparison.Ordinal))
            {
                return disabled;
            }
        }

        return [];
    }

    /// <summary>
    /// Before memory64 the limits of a memory were 32-bit numbers of the grammar (WebAssembly 2.0, 6.4.7), so that a larger one was
    /// malformed; since then they are 64-bit numbers, and it is invalid (WebAssembly 3.0, 3.2.14). Scripts of the older time assert that.
    /// </summary>
    internal static void CheckLimits(ModuleDefinition module, TextPosition position, ValidationOptions options)
    {
        if (options.DisabledFeatures.Contains(Features.Memory64)
            && module.Memories.Any(memory => memory.Limits.Minimum > uint.MaxValue || memory.Limits.Maximum > uint.MaxValue))
        {
            throw new MalformedModuleException("i32 constant out of range: the limits of a memory", position);
        }
    }
}
