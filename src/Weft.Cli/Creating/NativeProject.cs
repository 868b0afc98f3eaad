// A program around modules that NativeAOT compiles: a project, each module as an assembly, C#.
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security;
using System.Text;

namespace Weft.Cli.Creating;

/// <summary>Writes the project of one program.</summary>
/// <param name="folder">Where: an empty folder.</param>
/// <param name="libraries">What the program is made of besides: assemblies beside the command.</param>
internal sealed class NativeProject(string folder, IReadOnlyList<string> libraries)
{
    /// <summary>The instructions of x64 that programs may use unless it is said: processors since 2013, as precompiled code asks for.</summary>
    public const string DefaultInstructionSet = "x86-64-v3";

    /// <summary>The name of the executable that the project makes.</summary>
    public static string ProgramName => OperatingSystem.IsWindows() ? "program.exe" : "program";

    /// <summary>The instruction sets that the program may use, as the compiler ahead of time names them; null for the default.</summary>
    public string? InstructionSet { get; init; }

    private readonly List<string> _resources = [];

    /// <summary>Adds a source.</summary>
    public void Add(string name, string text) => File.WriteAllText(In(name), text);

    /// <summary>Adds a file that the program has in it, as a resource with its name.</summary>
    public void AddResource(string name, ReadOnlySpan<byte> contents)
    {
        File.WriteAllBytes(In(name), contents);
        _resources.Add(name);
    }

    /// <summary>Writes everything else.</summary>
    /// <param name="modules">The modules.</param>
    /// <returns>The path of the project.</returns>
    /// <exception cref="CommandException">The libraries are not there as files.</exception>
    public string Write(IReadOnlyList<TranslatedModule> modules)
    {
        Directory.CreateDirectory(In("reference"));
        foreach (var module in modules)
        {
            File.WriteAllBytes(In(module.AssemblyName + ".dll"), module.Assembly.Span);
            File.WriteAllBytes(Path.Combine(In("reference"), module.AssemblyName + ".dll"), module.ReferenceAssembly.Span);
        }

        // These end the search for those of whatever folder this is in.
        foreach (var name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
        {
            Add(name, "<Project />\n");
        }

        Add("program.csproj", WriteProject(modules));
        return In("program.csproj");
    }

    private string In(string name) => Path.Combine(folder, name);

    private string WriteProject(IReadOnlyList<TranslatedModule> modules)
    {
        var references = new StringBuilder();
        foreach (var name in libraries)
        {
            var path = Path.Combine(AppContext.BaseDirectory, name);
            if (!File.Exists(path))
            {
                throw new CommandException($"a native program is made of {name} beside the command, and it is not in '{AppContext.BaseDirectory}'");
            }

            references.AppendLine(CultureInfo.InvariantCulture, $"""    <Reference Include="{SecurityElement.Escape(path)}" />""");
        }

        foreach (var module in modules)
        {
            var name = module.AssemblyName;
            references.AppendLine(CultureInfo.InvariantCulture, $"""    <Reference Include="{name}.dll" ReferenceAssembly="$(MSBuildThisFileDirectory)reference/{name}.dll" />""");
        }

        foreach (var resource in _resources)
        {
            references.AppendLine(CultureInfo.InvariantCulture, $"""    <EmbeddedResource Include="{resource}" LogicalName="{resource}" />""");
        }

        var chosen = InstructionSet ?? (RuntimeInformation.ProcessArchitecture == Architecture.X64 ? DefaultInstructionSet : null);
        var set = chosen is null ? "" : $"<IlcInstructionSet>{SecurityElement.Escape(chosen)}</IlcInstructionSet>";

        // Data as it is at run time, at addresses that are known when it is linked: nothing is unpacked or relocated at start (RATIONALE.md). Nor are
        // functions of the C library looked for.
        var data = OperatingSystem.IsLinux() ? "<IlcDehydrate>false</IlcDehydrate><PositionIndependentExecutable>false</PositionIndependentExecutable>" : "";
        var libraryCalls = OperatingSystem.IsLinux() ? "    <DirectPInvoke Include=\"libc\" />\n" : "";
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <AssemblyName>program</AssemblyName>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <PublishAot>true</PublishAot>
                <OptimizationPreference>Speed</OptimizationPreference>
                <InvariantGlobalization>true</InvariantGlobalization>
                <ConcurrentGarbageCollection>false</ConcurrentGarbageCollection>
                <EventSourceSupport>false</EventSourceSupport>
                <AutoreleasePoolSupport>false</AutoreleasePoolSupport>
                <DebuggerSupport>false</DebuggerSupport>
                <NativeDebugSymbols>false</NativeDebugSymbols>
                <GenerateDocumentationFile>false</GenerateDocumentationFile>
                {set}{data}
              </PropertyGroup>
              <ItemGroup>
            {libraryCalls}{references}  </ItemGroup>
            </Project>

            """;
    }
}
