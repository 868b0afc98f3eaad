// The small program that `weft create-exe` puts around a module or component: a main function, and its options as C#.
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

    // The sources of the program, some of them the command's own. They are in it as resources under this name.
    private const string ResourcePrefix = "create-exe/";
    private static readonly string[] s_sources = ["Program.cs", "CommandException.cs"];
    private static readonly string[] s_moduleSources = ["ModuleProgram.cs", "ValueText.cs"];
    private static readonly string[] s_componentSources = ["ComponentProgram.cs", "ComponentCalls.cs"];

    // What the component is called inside of the program.
    private const string ComponentName = "component.cwasm";

    // Those beside the command: the module's code names the internals of just these.
    private static readonly string[] s_engine = ["Weft.Wasm.dll", "Weft.dll", "Weft.Components.dll", "Weft.Wasi.dll"];

    /// <summary>Writes the files.</summary>
    /// <param name="guest">What the program runs.</param>
    /// <returns>The path of the project.</returns>
    /// <exception cref="CommandException">The engine is not there as files.</exception>
    public string Write(ExecutableGuest guest)
    {
        var project = new NativeProject(folder, s_engine) { InstructionSet = options.InstructionSet };
        foreach (var name in s_sources.Concat(guest.Component is null ? s_moduleSources : s_componentSources))
        {
            using var text = new StreamReader(typeof(ExecutableProject).Assembly.GetManifestResourceStream(ResourcePrefix + name)!);
            project.Add(name, text.ReadToEnd());
        }

        project.Add("Options.cs", WriteOptions());
        if (guest.Component is { } component)
        {
            project.AddResource(ComponentName, component.Span);
            project.Add("Guests.cs", WriteGuests(guest));
        }

        return project.Write(guest.Modules);
    }

    private static string WriteGuests(ExecutableGuest guest) => $$"""
        internal static class Guests
        {
            public static void Register()
            {
        {{string.Concat(guest.Modules.Select(module => $"        {module.ClassName}.Register();\n"))}}    }
        }

        """;

    private string WriteOptions() => string.Create(CultureInfo.InvariantCulture, $$"""
        internal static class Options
        {
            public const string Name = {{Text(options.Name)}};
            public const string Component = "{{ComponentName}}";
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
