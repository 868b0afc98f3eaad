// Reading, parsing and validation against every module of the specification's suite, valid and refused, text and binary.
using System.Collections.Immutable;
using Weft.Tests.Shared;
using Weft.Wasm.Binary;
using Weft.Wasm.Text.Script;
using Weft.Wasm.Validation;
using Xunit;

namespace Weft.Wasm.Tests.Validation;

public sealed class SpecificationTests
{
    private static readonly string[] s_folders = ["core", "custom", "legacy-exceptions", "threads", "custom-page-sizes", "wide-arithmetic"];

    // The scripts of the threads proposal are older than Wasm 3.0: they refuse what it allows.
    private static readonly ValidationOptions s_threadsCore = new() { DisabledFeatures = [Features.MultiMemory] };
    private static readonly ValidationOptions s_threadsTestsuite = new() { DisabledFeatures = [Features.MultiMemory, Features.ReferenceTypes] };

    [Fact]
    public void Every_valid_module_is_accepted()
    {
        var failures = new List<string>();
        var count = 0;
        foreach (var (script, command) in Commands())
        {
            var module = command switch
            {
                ModuleCommand definition => definition.Module,
                AssertUnlinkableCommand unlinkable => unlinkable.Module,
                AssertInstantiationTrapCommand trap => trap.Module,
                _ => null,
            };
            if (module is null)
            {
                continue;
            }

            count++;
            try
            {
                Validate(script, module);
            }
            catch (WasmException error)
            {
                failures.Add($"{script} {command.Position}: {error.Message}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(count > 2500, $"only {count} modules");
    }

    [Fact]
    public void Every_invalid_module_is_refused_with_the_expected_words()
    {
        var failures = new List<string>();
        var count = 0;
        foreach (var (script, command) in Commands())
        {
            if (command is not AssertInvalidCommand { IsCustom: false } invalid)
            {
                continue;
            }

            count++;
            try
            {
                Validate(script, invalid.Module);
                failures.Add($"{script} {command.Position}: accepted, expected \"{invalid.Message}\"");
            }
            catch (InvalidModuleException error) when (error.Reason.StartsWith(invalid.Message, StringComparison.Ordinal))
            {
            }
            catch (WasmException error)
            {
                failures.Add($"{script} {command.Position}: {error.GetType().Name} \"{error.Message}\", expected \"{invalid.Message}\"");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(count > 2900, $"only {count} modules");
    }

    [Fact]
    public void Every_malformed_binary_is_refused_with_the_expected_words()
    {
        var failures = new List<string>();
        var count = 0;
        foreach (var (script, command) in Commands())
        {
            if (command is not AssertMalformedCommand { IsCustom: false, Module.Kind: ScriptModuleKind.Binary } malformed)
            {
                continue;
            }

            count++;
            try
            {
                Validate(script, malformed.Module);
                failures.Add($"{script} {command.Position}: accepted, expected \"{malformed.Message}\"");
            }
            catch (MalformedModuleException error) when (error.Reason.StartsWith(malformed.Message, StringComparison.Ordinal))
            {
            }
            catch (WasmException error)
            {
                failures.Add($"{script} {command.Position}: {error.GetType().Name} \"{error.Message}\", expected \"{malformed.Message}\"");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(count > 700, $"only {count} modules");
    }

    private static void Validate(string script, ScriptModule module)
    {
        var definition = module.Kind == ScriptModuleKind.Binary ? ModuleReader.Read(module.Bytes) : module.ParseText();
        var options = script.StartsWith("threads/core", StringComparison.Ordinal) ? s_threadsCore
            : script.StartsWith("threads/testsuite", StringComparison.Ordinal) ? s_threadsTestsuite : null;
        ModuleValidator.Validate(definition, new TypeRegistry(), options);
    }

    private static IEnumerable<(string Script, ScriptCommand Command)> Commands() =>
        SpecData.Scripts(s_folders).SelectMany(script => Flatten(ScriptParser.Parse(SpecData.Read(script))).Select(command => (script, command)));

    private static IEnumerable<ScriptCommand> Flatten(ImmutableArray<ScriptCommand> commands) =>
        commands.SelectMany(command => command is ThreadCommand thread ? Flatten(thread.Commands) : [command]);
}
