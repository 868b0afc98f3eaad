// The NuGet package of the compiler of machine code, in the version of the running runtime.
using System.Security.Cryptography;

namespace Weft.Precompilation;

/// <summary>The package, and where NuGet keeps it.</summary>
internal sealed class ReadyToRunPackage
{
    /// <summary>The environment variable that says which package is expected, in place of <see cref="s_hashes"/>.</summary>
    public const string HashVariable = "WEFT_CROSSGEN2_SHA512";

    // What the packages are that this engine was tested with: SHA-512 in base 64, as NuGet writes it. Others are left to the signatures that
    // NuGet checks.
    private static readonly Dictionary<string, string> s_hashes = new()
    {
        ["microsoft.netcore.app.crossgen2.linux-x64 10.0.12"] = "hBrbpFloNh3BlCDLxPff3ElYmGUuQM2ZTKlYRtGXYak9e+0nDMSmtQcxApMf06f8M4mGyEsGCSscW0BnuJuE2g==",
    };

    // The sources that NuGet is configured with are used as they are, and NuGet checks what it gets against them.
    private string ProjectText => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
            <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
          </PropertyGroup>
          <ItemGroup>
            <PackageDownload Include="{_name}" Version="[{_version}]" />
          </ItemGroup>
        </Project>
        """;

    private readonly string _name = $"microsoft.netcore.app.crossgen2.{CodeTarget.Current}";
    private readonly string _version = Environment.Version.ToString(3);

    /// <summary>Where it is, once it was restored.</summary>
    public string Folder => Path.Combine(
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } packages
            ? packages
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        _name,
        _version);

    /// <summary>Checks that the package in <see cref="Folder"/> is the one that is expected.</summary>
    /// <returns>What is wrong; null when it is, or when nobody has said which is.</returns>
    public string? FindMismatch()
    {
        var named = Environment.GetEnvironmentVariable(HashVariable) is { Length: > 0 } variable ? variable : null;
        return (named ?? s_hashes.GetValueOrDefault(ToString())) is { } expected
            ? FindMismatch(Path.Combine(Folder, $"{_name}.{_version}.nupkg"), expected)
            : null;
    }

    /// <summary>Checks a file.</summary>
    /// <param name="file">The package.</param>
    /// <param name="expected">Its SHA-512 in base 64.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    internal static string? FindMismatch(string file, string expected)
    {
        if (!File.Exists(file))
        {
            return $"there is no '{file}' to compare with the checksum that is expected";
        }

        using var stream = File.OpenRead(file);
        var found = Convert.ToBase64String(SHA512.HashData(stream));
        return found == expected
            ? null
            : $"'{file}' is not what is expected: its SHA-512 is {found}, not {expected}; {HashVariable} names another checksum, and --crossgen2 another compiler";
    }

    /// <summary>Lets NuGet fetch it.</summary>
    /// <returns>Why that failed; null when it did not.</returns>
    public async Task<string?> RestoreAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("weft-");
        try
        {
            var project = Path.Combine(folder.FullName, "compiler.csproj");
            await File.WriteAllTextAsync(project, ProjectText, cancellation).ConfigureAwait(false);
            var (exitCode, output) = await ReadyToRunCompiler.RunAsync("dotnet", ["restore", project, "--verbosity", "quiet"], cancellation).ConfigureAwait(false);
            return exitCode == 0 ? null : output.Length != 0 ? output : $"dotnet restore ended with {exitCode}";
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return $"there is no dotnet command: {error.Message}";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_name} {_version}";
}
