/** The teacher of the mean-teacher family. */
import * as tf from '@tensorflow/tfjs-core';
import { supervisedChart, unsupervisedChart } from '../declaration/charts';
import type { Chart, Declaration, MethodExperiment } from '../declaration/declaration';
import { onePhase } from '../declaration/declaration';
import type { Model } from './types';

/** What every mean teacher declares: a student that gradients change, a teacher that follows it, and their consistency. @param charts of its own */
export function studentAndTeacher(
  experiment: MethodExperiment,
  ...charts: readonly Chart[]
): Omit<Declaration, 'id' | 'title' | 'selectedBy'> {
  return {
    models: [
      { name: 'student', trained: true },
      { name: 'teacher', trained: false },
    ],
    predictors: [{ name: 'student' }, { name: 'teacher' }],
    headline: 'student',
    phases: [...onePhase(experiment)],
    charts: [supervisedChart(['student']), unsupervisedChart('Consistency with the teacher', ['student']), ...charts],
    teaching: [{ teacher: 'teacher', student: 'student' }],
  };
}

/** min(1 - 1 / (iteration + 1), decay): the teacher equals its student after the first step and then follows ever more slowly. */
export function warmDecay(decay: number, iteration: number): number {
  return Math.min(1 - 1 / (iteration + 1), decay);
}

/**
 * theta_t = a theta_t + (1 - a) theta_s for every parameter. Running statistics are left alone: they follow from the teacher's own passes
 * in training mode (UA-MT:code/train_LA_meanteacher_certainty_unlabel.py).
 */
export function follow(teacher: Model, student: Model, a: number): void {
  for (const [name, theta] of Object.entries(teacher.network.parameters)) {
    const from = student.network.parameters[name];
    if (from === undefined) throw new Error(`${student.name} has no parameter '${name}' for ${teacher.name} to follow`);
    tf.tidy(() => theta.assign(tf.add(tf.mul(theta, a), tf.mul(from, 1 - a))));
  }
}

/** The teacher becomes its student, running statistics too, as at the border of two phases. */
export function equal(teacher: Model, student: Model): void {
  for (const which of ['parameters', 'buffers'] as const)
    for (const [name, theta] of Object.entries(teacher.network[which])) {
      const from = student.network[which][name];
      if (from === undefined) throw new Error(`${student.name} has no '${name}' for ${teacher.name} to take`);
      theta.assign(from);
    }
}
