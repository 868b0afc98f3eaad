// Foreign files, to compare with what other implementations say: WEFT_WIT_SUITE names a folder of files and folders of WIT, of which those in
// `parse-fail` must be rejected, WEFT_WIT_PACKAGES one with packages that must resolve (a folder each, with their `deps`).
using Xunit;

namespace Weft.Wit.Tests;

public sealed class ConformanceTests
{
    private static readonly WitOptions s_options = new() { Features = ["active"], Proposals = WitProposals.All };

    // What is known to differ, with what removes it: a case that agrees after all fails the test.
    private static readonly Dictionary<string, string> s_different = new() { ["kinds-of-deps"] = "has a package in the binary format: the reader of components" };

    [Fact]
    public void A_suite_of_files_is_accepted_and_rejected_as_elsewhere()
    {
        var suite = Environment.GetEnvironmentVariable("WEFT_WIT_SUITE");
        Assert.SkipUnless(suite is not null, "WEFT_WIT_SUITE names no folder");
        var wrong = new List<string>();
        var cases = Cases(suite!).Select(path => (path, isValid: true)).Concat(Cases(Path.Combine(suite!, "parse-fail")).Select(path => (path, isValid: false))).ToList();
        foreach (var (path, isUsuallyValid) in cases)
        {
            var isValid = isUsuallyValid && !s_different.ContainsKey(Path.GetFileName(path));
            try
            {
                var packages = WitFiles.Resolve(path, s_options);
                RoundTrip.Check(packages, s_options);
                if (!isValid)
                {
                    wrong.Add($"{path}: accepted");
                }
            }
            catch (WitException error)
            {
                TestContext.Current.SendDiagnosticMessage($"{path}: {error.Message}");
                if (isValid)
                {
                    wrong.Add($"{path}: {error.Message}");
                }
            }
        }

        Assert.True(cases.Count > 100, "there is hardly anything in the folder");
        Assert.True(wrong.Count == 0, $"{cases.Count - wrong.Count} of {cases.Count} agree\n{string.Join("\n", wrong)}");
    }

    [Fact]
    public void Packages_resolve_and_print_to_the_same()
    {
        var folder = Environment.GetEnvironmentVariable("WEFT_WIT_PACKAGES");
        Assert.SkipUnless(folder is not null, "WEFT_WIT_PACKAGES names no folder");
        var packages = Directory.GetDirectories(folder!);
        Assert.NotEmpty(packages);
        foreach (var options in new[] { new WitOptions(), new WitOptions { AllFeatures = true } })
        {
            Assert.All(packages, package => RoundTrip.Check(WitFiles.Resolve(package, options), options));
        }
    }

    private static IEnumerable<string> Cases(string folder) =>
        Directory.GetFiles(folder, "*.wit").Concat(Directory.GetDirectories(folder).Where(path => Path.GetFileName(path) != "parse-fail")).Order(StringComparer.Ordinal);
}
