// Every module of the specification's suite, to text and back: the binary must not change.
using System.Collections.Immutable;
using Weft.Tests.Shared;
using Weft.Wasm.Binary;
using Weft.Wasm.Text;
using Weft.Wasm.Text.Script;
using Xunit;

namespace Weft.Wasm.Tests.Text.Printing;

public sealed class SpecificationRoundTripTests
{
    private static readonly string[] s_folders = ["core", "custom", "legacy-exceptions", "threads", "custom-page-sizes", "wide-arithmetic"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Printing_and_parsing_a_module_gives_its_binary_again(bool folded)
    {
        var failures = new List<string>();
        var count = 0;
        foreach (var script in SpecData.Scripts(s_folders))
        {
            foreach (var (position, module) in Modules(ScriptParser.Parse(SpecData.Read(script))))
            {
                byte[] binary;
                try
                {
                    binary = ModuleWriter.Write(
                        module.Kind == ScriptModuleKind.Binary ? CanonicalForm.Of(ModuleReader.Read(module.Bytes)) : module.ParseText());
                }
                catch (WasmException)
                {
                    // Some of what a script calls invalid is malformed in a later edition; those have no binary.
                    continue;
                }

                count++;
                var text = "";
                try
                {
                    text = WatPrinter.Print(ModuleReader.Read(binary), new WatPrinterOptions { Folded = folded });
                    if (!ModuleWriter.Write(WatParser.Parse(text)).AsSpan().SequenceEqual(binary))
                    {
                        failures.Add($"{script} {position}: the binary differs\n{Shorten(text)}");
                    }
                }
                catch (WasmException error)
                {
                    failures.Add($"{script} {position}: {error.Message}\n{Shorten(text)}");
                }
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {count}:\n" + string.Join('\n', failures.Take(20)));
        Assert.True(count > 5000, $"only {count} modules");
    }

    private static string Shorten(string text) => text.Length <= 2000 ? text : text[..2000] + "...";

    private static IEnumerable<(TextPosition Position, ScriptModule Module)> Modules(ImmutableArray<ScriptCommand> commands)
    {
        foreach (var command in commands)
        {
            var module = command switch
            {
                ModuleCommand definition => definition.Module,
                AssertInvalidCommand { IsCustom: false } invalid => invalid.Module,
                AssertUnlinkableCommand unlinkable => unlinkable.Module,
                AssertInstantiationTrapCommand trap => trap.Module,
                _ => null,
            };
            if (module is not null)
            {
                yield return (command.Position, module);
            }

            if (command is ThreadCommand thread)
            {
                foreach (var inner in Modules(thread.Commands))
                {
                    yield return inner;
                }
            }
        }
    }
}
