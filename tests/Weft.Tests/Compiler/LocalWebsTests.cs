// Which definitions of a local belong together.
using Weft.Compiler;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;
using Weft.Wasm.Text;
using Xunit;

namespace Weft.Tests.Compiler;

public sealed class LocalWebsTests
{
    // The instructions that name local 1, in order, by number of their web: 0 for the one it begins with.
    [Theory]
    [InlineData("(drop (local.get 1)) (local.set 1 (i32.const 1)) (drop (local.get 1)) (local.set 1 (i32.const 2)) (drop (local.get 1))", "0 1 1 2 2")]
    [InlineData("(if (local.get 0) (then (local.set 1 (i32.const 1)))) (drop (local.get 1))", "0 0")]
    [InlineData("(if (local.get 0) (then (local.set 1 (i32.const 1))) (else (local.set 1 (i32.const 2)))) (drop (local.get 1))", "1 1 1")]
    [InlineData("(if (local.get 0) (then (local.set 1 (i32.const 1)) (drop (local.get 1))) (else (local.set 1 (i32.const 2)) (drop (local.get 1))))", "1 1 2 2")]
    [InlineData("(loop $l (drop (local.get 1)) (local.set 1 (i32.const 1)) (br_if $l (local.get 0)))", "0 0")]
    [InlineData("(loop $l (local.set 1 (i32.const 1)) (drop (local.get 1)) (br_if $l (local.get 0)))", "1 1")]
    [InlineData("(local.set 1 (i32.const 1)) (loop $l (local.set 1 (i32.add (local.get 1) (i32.const 1))) (br_if $l (local.get 0))) (local.set 1 (i32.const 2)) (drop (local.get 1))", "1 1 1 2 2")]
    [InlineData("(block $b (local.set 1 (i32.const 1)) (br_if $b (local.get 0)) (local.set 1 (i32.const 2)) (drop (local.get 1)) (local.set 1 (i32.const 3))) (drop (local.get 1))", "1 2 2 1 1")]
    [InlineData("(block $b (local.set 1 (i32.const 1)) (br $b)) (drop (local.get 1))", "1 1")]
    [InlineData("(drop (local.tee 1 (i32.const 1))) (try_table (local.set 1 (i32.const 2))) (drop (local.get 1))", "0 0 0")]
    public void Definitions_that_reach_one_use_are_one_web(string body, string expected)
    {
        var module = WatParser.Parse($"(module (func (param i32) (local i32) {body}))");
        var code = module.Functions[0].Body;
        var reader = new ByteReader(code.Bytes.Span, code.Offset);
        for (var groups = reader.ReadU32(); groups != 0; groups--)
        {
            _ = reader.ReadU32();
            TypeReader.ReadValueType(ref reader);
        }

        var webs = new LocalWebs();
        webs.Run(reader, 2);
        var instructions = new InstructionReader(reader);
        var instruction = default(Instruction);
        var numbers = new Dictionary<int, int> { [LocalWebs.Initial] = 0 };
        var found = new List<int>();
        while (!instructions.AtEnd)
        {
            instructions.Read(ref instruction);
            if (instruction.Opcode is Opcode.LocalGet or Opcode.LocalSet or Opcode.LocalTee && instruction.Index == 1)
            {
                var web = webs.Find(instruction.Offset);
                numbers.TryAdd(web, numbers.Count);
                found.Add(numbers[web]);
            }
        }

        Assert.Equal(expected, string.Join(' ', found));
    }
}
