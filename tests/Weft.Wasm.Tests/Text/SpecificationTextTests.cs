// The text parser against every script of the specification's suite.
using System.Collections.Immutable;
using Weft.Tests.Shared;
using Weft.Wasm.Text.Script;
using Xunit;

namespace Weft.Wasm.Tests.Text;

public sealed class SpecificationTextTests
{
    private static readonly string[] s_folders = ["core", "custom", "legacy-exceptions", "threads", "custom-page-sizes", "wide-arithmetic"];

    // The suite of the threads proposal is older than Wasm 3.0, whose limits are 64-bit numbers in text (spec 6.4.12): what it calls
    // malformed is invalid now ("memory size", core/memory.wast).
    private static readonly string[] s_outdated =
    [
        "threads/core/memory.wast 83", "threads/core/memory.wast 87", "threads/core/memory.wast 91",
        "threads/testsuite/memory.wast 83", "threads/testsuite/memory.wast 87", "threads/testsuite/memory.wast 91",
    ];

    [Fact]
    public void Every_script_parses()
    {
        var scripts = SpecData.Scripts(s_folders);
        var failures = new List<string>();
        foreach (var script in scripts)
        {
            try
            {
                Assert.NotEmpty(ScriptParser.Parse(SpecData.Read(script)));
            }
            catch (WasmException error)
            {
                failures.Add($"{script}: {error.Message}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(scripts.Count >= 258);
    }

    [Fact]
    public void Every_text_module_parses()
    {
        var failures = new List<string>();
        var count = 0;
        foreach (var (script, command) in Commands())
        {
            var module = command switch
            {
                ModuleCommand definition => definition.Module,
                AssertInvalidCommand { IsCustom: false } invalid => invalid.Module,
                AssertUnlinkableCommand unlinkable => unlinkable.Module,
                AssertInstantiationTrapCommand trap => trap.Module,
                _ => null,
            };
            if (module is null or { Kind: ScriptModuleKind.Binary })
            {
                continue;
            }

            count++;
            try
            {
                module.ParseText();
            }
            catch (WasmException error)
            {
                failures.Add($"{script} {command.Position}: {error.Message}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(count > 4000, $"only {count} modules");
    }

    [Fact]
    public void Every_malformed_text_is_refused_with_the_expected_words()
    {
        var failures = new List<string>();
        var count = 0;
        foreach (var (script, command) in Commands())
        {
            var (module, message) = command switch
            {
                AssertMalformedCommand malformed => (malformed.Module, malformed.Message),
                AssertInvalidCommand { IsCustom: true } invalid => (invalid.Module, invalid.Message),
                _ => (null, ""),
            };
            if (module is null or { Kind: ScriptModuleKind.Binary })
            {
                continue;
            }

            count++;
            if (s_outdated.Contains($"{script} {command.Position.Line}"))
            {
                module.ParseText();
                continue;
            }

            try
            {
                module.ParseText();
                failures.Add($"{script} {command.Position}: accepted, expected \"{message}\"");
            }
            catch (MalformedModuleException error) when (error.Reason.StartsWith(message, StringComparison.Ordinal))
            {
            }
            catch (InvalidModuleException error) when (command is AssertInvalidCommand && error.Reason.StartsWith(message, StringComparison.Ordinal))
            {
            }
            catch (WasmException error)
            {
                failures.Add($"{script} {command.Position}: \"{error.Message}\", expected \"{message}\"");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(count > 1300, $"only {count} modules");
    }

    private static IEnumerable<(string Script, ScriptCommand Command)> Commands() =>
        SpecData.Scripts(s_folders).SelectMany(script => Flatten(ScriptParser.Parse(SpecData.Read(script))).Select(command => (script, command)));

    private static IEnumerable<ScriptCommand> Flatten(ImmutableArray<ScriptCommand> commands) =>
        commands.SelectMany(command => command is ThreadCommand thread ? Flatten(thread.Commands) : [command]);
}
