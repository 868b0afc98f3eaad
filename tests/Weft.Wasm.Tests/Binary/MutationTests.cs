// Hostile bytes: mutations of the suite's modules are read or refused, and what is read can be written and read again.
using Weft.Wasm.Binary;
using Weft.Wasm.Text.Script;
using Xunit;

namespace Weft.Wasm.Tests.Binary;

public sealed class MutationTests
{
    private const int Rounds = 60_000;

    // Numbers that sit at the edges of encodings and limits.
    private static readonly byte[][] s_edges =
    [
        [0x00], [0x7F], [0x80], [0xFF], [0x40], [0x0B], [0x80, 0x00], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0x80, 0x80, 0x80, 0x80, 0x08],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], [0xC0, 0x84, 0x3D], [0x4E], [0x50], [0x5F], [0x63], [0x64],
    ];

    [Fact]
    public void Mutated_modules_are_read_or_refused()
    {
        var seeds = SpecCommands.All().Select(command => command.Command).OfType<ModuleCommand>()
            .Select(command => command.Module.Kind == ScriptModuleKind.Binary ? command.Module.Bytes.ToArray() : ModuleWriter.Write(command.Module.ParseText()))
            .Where(bytes => bytes.Length is > 8 and < 2_000).ToList();
        Assert.True(seeds.Count > 1_500, $"only {seeds.Count} seeds");
        var random = new Random(20);
        var accepted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Mutate(seeds[random.Next(seeds.Count)], random);
            ModuleDefinition module;
            try
            {
                module = ModuleReader.Read(bytes);
            }
            catch (MalformedModuleException error)
            {
                Assert.InRange(error.ByteOffset!.Value, 0, bytes.Length);
                continue;
            }

            accepted++;
            var written = ModuleWriter.Write(module);
            Assert.Equal(written, ModuleWriter.Write(ModuleReader.Read(written)));
        }

        Assert.InRange(accepted, Rounds / 20, Rounds * 19 / 20);
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = seed.ToList();
        for (var count = random.Next(1, 5); count > 0 && bytes.Count > 8; count--)
        {
            var at = random.Next(8, bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 6), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, s_edges[random.Next(s_edges.Length)]);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(8, at + 1), Math.Min(random.Next(1, 20), bytes.Count - at)));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
