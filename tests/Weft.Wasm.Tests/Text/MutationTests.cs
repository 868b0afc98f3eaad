// Broken texts: mutations of the suite's modules and scripts give a clear error or a module that can be written and read.
using System.Text;
using Weft.Tests.Shared;
using Weft.Wasm.Binary;
using Weft.Wasm.Text;
using Weft.Wasm.Text.Script;
using Xunit;

namespace Weft.Wasm.Tests.Text;

public sealed class MutationTests
{
    private const int Inputs = 20_000;

    private static readonly string[] s_words =
    [
        "(", ")", "(@", "(;", ";)", ";;", "\"", "$", "$x", "0", "-1", "0x", "nan:0x1", "0xffffffffffffffffff", "block", "end", "else", "(then", "(if", "(else",
        "loop", "try", "(do", "(catch", "delegate", "(func", "(param", "(result", "(type", "(import", "(elem", "(data", "(memory", "(table", "(rec", "(sub",
        "(ref", "offset=1", "align=0", "v128.const", "i8x16.shuffle", "br_table", "select", "call_indirect", "br_on_cast", "(@name \"x\")", "(@custom \"a\")",
        "(@metadata.code.branch_hint \"\\01\")", "\0", "é", "(module", "1e999999999", "(pagesize", "memory.init", "struct.get", "(offset", "(item", "declare",
    ];

    [Fact]
    public void Mutated_texts_are_refused_or_parsed()
    {
        var seeds = Seeds();
        var random = new Random(1);
        var accepted = 0;
        for (var i = 0; i < Inputs; i++)
        {
            var text = Mutate(seeds[random.Next(seeds.Count)], random);
            try
            {
                var module = WatParser.Parse(text);
                ModuleReader.Read(ModuleWriter.Write(module));
                accepted++;
            }
            catch (MalformedModuleException error)
            {
                Assert.True(error.Position is { Line: > 0, Column: > 0 }, $"no position: {error.Message}\n{Encoding.UTF8.GetString(text)}");
            }
            catch (InvalidModuleException error)
            {
                Assert.StartsWith("@metadata.code.branch_hint annotation", error.Reason);
            }
        }

        Assert.InRange(accepted, Inputs / 200, Inputs);
    }

    [Fact]
    public void Mutated_scripts_are_refused_or_parsed()
    {
        var scripts = SpecData.Scripts("core", "threads").Select(SpecData.Read).Where(bytes => bytes.Length < 20_000).ToArray();
        var random = new Random(2);
        for (var i = 0; i < Inputs / 20; i++)
        {
            try
            {
                ScriptParser.Parse(Mutate(scripts[random.Next(scripts.Length)], random));
            }
            catch (MalformedModuleException error)
            {
                Assert.NotNull(error.Position);
            }
        }
    }

    private static List<byte[]> Seeds() =>
        [.. SpecData.Scripts("core", "custom", "legacy-exceptions", "threads").SelectMany(script => ScriptParser.Parse(SpecData.Read(script)))
            .Select(command => command switch
            {
                ModuleCommand definition => definition.Module,
                AssertInvalidCommand invalid => invalid.Module,
                AssertMalformedCommand malformed => malformed.Module,
                _ => null,
            })
            .Where(module => module is { Kind: not ScriptModuleKind.Binary, Bytes.Length: < 4_000 }).Select(module => module!.Bytes.ToArray())];

    private static byte[] Mutate(byte[] source, Random random)
    {
        var text = new List<byte>(source);
        for (var count = random.Next(1, 4); count > 0 && text.Count > 0; count--)
        {
            var at = random.Next(text.Count);
            switch (random.Next(6))
            {
                case 0:
                    text[at] = (byte)random.Next(256);
                    break;
                case 1:
                    text.RemoveRange(at, Math.Min(random.Next(1, 10), text.Count - at));
                    break;
                case 2:
                    text.InsertRange(at, Encoding.UTF8.GetBytes($" {s_words[random.Next(s_words.Length)]} "));
                    break;
                case 3:
                    text.InsertRange(at, Encoding.UTF8.GetBytes(s_words[random.Next(s_words.Length)]));
                    break;
                case 4:
                    text.RemoveRange(at, text.Count - at);
                    break;
                default:
                    var from = random.Next(text.Count);
                    text.InsertRange(at, text.GetRange(from, Math.Min(random.Next(1, 100), text.Count - from)));
                    break;
            }
        }

        return [.. text];
    }
}
