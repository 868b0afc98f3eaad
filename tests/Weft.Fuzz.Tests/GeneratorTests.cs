// The generator: valid modules of the profile and nothing more, the same for the same seed, and no instruction forgotten.
using Weft.Fuzz.Differential;
using Weft.Fuzz.Generation;
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;
using Xunit;

namespace Weft.Fuzz.Tests;

public sealed class GeneratorTests
{
    public static TheoryData<string> Profiles => [.. Profile.All.Select(profile => profile.Name)];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Modules_are_valid_with_the_proposals_of_their_profile_alone(string name)
    {
        var profile = DifferentialRunner.ProfileOf(name, 0);
        var options = new ValidationOptions { DisabledFeatures = [.. Features.All.Where(feature => !profile.Has(feature))] };
        for (ulong seed = 0; seed < 40; seed++)
        {
            var module = ModuleReader.Read(ModuleGenerator.Generate(seed, profile).Bytes);
            ModuleValidator.Validate(module, new TypeRegistry(), options);
        }
    }

    [Fact]
    public void The_same_seed_is_the_same_module_and_another_is_another()
    {
        foreach (var profile in Profile.All)
        {
            var once = ModuleGenerator.Generate(7, profile).Bytes;
            Assert.Equal(once, ModuleGenerator.Generate(7, profile).Bytes);
            Assert.NotEqual(once, ModuleGenerator.Generate(8, profile).Bytes);
        }
    }

    [Fact]
    public void Every_instruction_appears()
    {
        var counts = new long[InstructionTable.Count];
        for (var seed = 0; seed < 5000 && counts.Contains(0); seed++)
        {
            var generated = ModuleGenerator.Generate((ulong)seed, DifferentialRunner.ProfileOf("any", seed)).Counts;
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] += generated[i];
            }
        }

        Assert.Empty(Enumerable.Range(0, counts.Length).Where(i => counts[i] == 0).Select(i => InstructionTable.GetMnemonic((Opcode)i)));
    }

    [Fact]
    public void Counts_are_those_of_the_module()
    {
        var generated = ModuleGenerator.Generate(3, DifferentialRunner.ProfileOf("gc", 0));
        var module = ModuleReader.Read(generated.Bytes);
        var adds = Enumerable.Range(0, module.Functions.Length).Sum(function => BodyEdit.Read(module, function).Instructions.Count(instruction => instruction.Opcode == Opcode.StructGet));
        Assert.Equal(generated.Counts[(int)Opcode.StructGet], adds);
        Assert.Equal(generated.Functions, module.Functions.Length);
    }

    [Theory]
    [InlineData("f32.add", NanRule.Makes, Looseness.F32, Looseness.F32, Hazard.None)]
    [InlineData("f64.promote_f32", NanRule.Makes, Looseness.F32, Looseness.F64, Hazard.None)]
    [InlineData("f64.lt", NanRule.SeesNan, Looseness.F64, Looseness.Exact, Hazard.None)]
    [InlineData("f32.copysign", NanRule.Passes, Looseness.F32, Looseness.F32, Hazard.None)]
    [InlineData("i32.reinterpret_f32", NanRule.SeesBits, Looseness.Exact, Looseness.Exact, Hazard.None)]
    [InlineData("i64.trunc_f64_u", NanRule.SeesNan, Looseness.F64, Looseness.Exact, Hazard.Truncation)]
    [InlineData("i64.trunc_sat_f32_u", NanRule.SeesNan, Looseness.F32, Looseness.Exact, Hazard.None)]
    [InlineData("i64.rem_s", NanRule.SeesBits, Looseness.Exact, Looseness.Exact, Hazard.Division)]
    [InlineData("f64x2.pmin", NanRule.Passes, Looseness.F64, Looseness.F64, Hazard.None)]
    [InlineData("v128.xor", NanRule.SeesBits, Looseness.Exact, Looseness.Exact, Hazard.None)]
    [InlineData("f32x4.demote_f64x2_zero", NanRule.Makes, Looseness.F64, Looseness.F32, Hazard.None)]
    internal void What_happens_to_nans_is_known(string mnemonic, NanRule rule, Looseness input, Looseness output, Hazard hazard)
    {
        var operation = NumericOperation.Collect(Profile.Everything, _ => true).Single(operation => operation.Mnemonic == mnemonic);
        Assert.Equal((rule, input, output, hazard), (operation.Rule, operation.Input, operation.Output, operation.Hazard));
    }

    [Fact]
    public void Most_mutations_of_instructions_are_valid()
    {
        var valid = 0;
        for (ulong seed = 0; seed < 100; seed++)
        {
            var module = ModuleGenerator.Generate(seed % 10, DifferentialRunner.ProfileOf("all", 0)).Bytes;
            var mutated = InstructionMutator.Mutate(module, new Dice(seed));
            Assert.NotEqual(module, mutated);
            try
            {
                ModuleValidator.Validate(ModuleReader.Read(mutated), new TypeRegistry());
                valid++;
            }
            catch (InvalidModuleException)
            {
            }
        }

        Assert.InRange(valid, 80, 100);
    }
}
