// The small program around a module that NativeAOT compiles: a project, the module as an assembly, a main function and its options as C#.
using System.Globalization;
using System.Text;

namespace Weft.Cli.Creating;

/// <summary>Writes the project of one executable.</summary>
/// <param name="folder">Where: an empty folder.</param>
/// <param name="options">What it bakes in.</param>
internal sealed class ExecutableProject(string folder, ExecutableOptions options)
{
    /// <summary>The name of the assembly with the module.</summary>
    public const string AssemblyName = "Guest";

    /// <summary>The class in it.</summary>
    public const string ClassName = "Guest";

    // The sources of the program, two of them the command's own. They are in it as resources under this name.
    private const string ResourcePrefix = "create-exe/";
    private static readonly string[] s_sources = ["Program.cs", "ValueText.cs", "CommandException.cs"];

    // Those beside the command: the module's code names the internals of just these.
    private static readonly string[] s_engine = ["Weft.Wasm.dll", "Weft.dll", "Weft.Wasi.dll"];

    /// <summary>The name of the executable that the project makes.</summary>
    public static string ProgramName => OperatingSystem.IsWindows() ? "program.exe" : "program";

    /// <summary>Writes the files.</summary>
    /// <param name="module">The module.</param>
    /// <returns>The path of the project.</returns>
    /// <exception cref="CommandException">The engine is not there as files.</exception>
    public string Write(TranslatedModule module)
    {
        File.WriteAllBytes(In(AssemblyName + ".dll"), module.Assembly.Span);
        Directory.CreateDirectory(In("reference"));
        File.WriteAllBytes(Path.Combine(In("reference"), AssemblyName + ".dll"), module.ReferenceAssembly.Span);
        foreach (var name in s_sources)
        {
            using var text = new StreamReader(typeof(ExecutableProject).Assembly.GetManifestResourceStream(ResourcePrefix + name)!);
            File.WriteAllText(In(name), text.ReadToEnd());
        }

        File.WriteAllText(In("Options.cs"), WriteOptions());

        // These end the search for those of whatever folder this is in.
        foreach (var name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
        {
            File.WriteAllText(In(name), "<Project />\n");
        }

        var project = In("program.csproj");
        File.WriteAllText(project, WriteProject());
        return project;
    }

    private string In(string name) => Path.Combine(folder, name);

    private string WriteProject()
    {
        var references = new StringBuilder();
        foreach (var name in s_engine)
        {
            var path = Path.Combine(AppContext.BaseDirectory, name);
            if (!File.Exists(path))
            {
                throw new CommandException($"create-exe needs {name} beside the command, and it is not in '{AppContext.BaseDirectory}'");
            }

            references.AppendLine(CultureInfo.InvariantCulture, $"""    <Reference Include="{System.Security.SecurityElement.Escape(path)}" />""");
        }

        var set = options.InstructionSet is { } name2 ? $"<IlcInstructionSet>{System.Security.SecurityElement.Escape(name2)}</IlcInstructionSet>" : "";
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <RuntimeIdentifier>{System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
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
                {set}
              </PropertyGroup>
              <ItemGroup>
            {references}    <Reference Include="{AssemblyName}.dll" ReferenceAssembly="$(MSBuildThisFileDirectory)reference/{AssemblyName}.dll" />
              </ItemGroup>
            </Project>

            """;
    }

    private string WriteOptions() => string.Create(CultureInfo.InvariantCulture, $$"""
        internal static class Options
        {
            public const string Name = {{Text(options.Name)}};
            public const string? Invoke = {{(options.Invoke is { } invoke ? Text(invoke) : "null")}};
            public const bool UsesGuardPages = {{Text(options.UsesGuardPages)}};
            public const bool CanonicalizesNaNs = {{Text(options.CanonicalizesNaNs)}};
            public const bool HasDeterministicRelaxedSimd = {{Text(options.HasDeterministicRelaxedSimd)}};
            public const bool InheritsEnvironment = {{Text(options.InheritsEnvironment)}};
            public const bool HasMaxStack = {{Text(options.MaxStack is not null)}};
            public static readonly int MaxStack = {{Math.Clamp(options.MaxStack ?? StoreOptions.DefaultMaxStack, 1 << 12, 1 << 30)}};
            public static readonly long? MaxMemory = {{options.MaxMemory?.ToString(CultureInfo.InvariantCulture) ?? "null"}};
            public static readonly int MaxThreads = {{options.Threads ?? 0}};
            public static readonly int TimeoutMilliseconds = {{(options.Timeout is { } timeout ? (int)Math.Clamp(timeout.TotalMilliseconds, 1, int.MaxValue) : 0)}};
            public static readonly string[] Arguments = [{{string.Join(", ", options.Arguments.Select(Text))}}];
            public static readonly (string Name, string? Value)[] Variables = [{{string.Join(", ", options.Variables.Select(variable =>
                $"({Text(variable.Name)}, {(variable.Value is { } value ? Text(value) : "null")})"))}}];
            public static readonly (string Guest, string Host, bool IsReadOnly)[] Directories = [{{string.Join(", ", options.Directories.Select(directory =>
                $"({Text(directory.Guest)}, {Text(directory.Host)}, {Text(directory.IsReadOnly)})"))}}];
        }

        """);

    private static string Text(bool value) => value ? "true" : "false";

    // A literal of C#.
    private static string Text(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var character in value)
        {
            if (char.IsAsciiLetterOrDigit(character) || character is ' ' or '.' or '/' or '-' or '_' or '=' or ':')
            {
                text.Append(character);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
        }

        return text.Append('"').ToString();
    }
}
