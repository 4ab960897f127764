// N bodies under gravity, advanced by a symplectic integrator: floating-point arithmetic on small arrays of structs.
package main

import (
	"fmt"
	"math"
)

type body struct{ x, y, z, vx, vy, vz, mass float64 }

func energy(bodies []body) (e float64) {
	for i := range bodies {
		b := &bodies[i]
		e += 0.5 * b.mass * (b.vx*b.vx + b.vy*b.vy + b.vz*b.vz)
		for j := i + 1; j < len(bodies); j++ {
			c := &bodies[j]
			dx, dy, dz := b.x-c.x, b.y-c.y, b.z-c.z
			e -= b.mass * c.mass / math.Sqrt(dx*dx+dy*dy+dz*dz)
		}
	}
	return e
}

func advance(bodies []body, dt float64) {
	for i := range bodies {
		b := &bodies[i]
		for j := i + 1; j < len(bodies); j++ {
			c := &bodies[j]
			dx, dy, dz := b.x-c.x, b.y-c.y, b.z-c.z
			d2 := dx*dx + dy*dy + dz*dz
			mag := dt / (d2 * math.Sqrt(d2))
			b.vx -= dx * c.mass * mag
			b.vy -= dy * c.mass * mag
			b.vz -= dz * c.mass * mag
			c.vx += dx * b.mass * mag
			c.vy += dy * b.mass * mag
			c.vz += dz * b.mass * mag
		}
	}
	for i := range bodies {
		b := &bodies[i]
		b.x += dt * b.vx
		b.y += dt * b.vy
		b.z += dt * b.vz
	}
}

func main() {
	var bodies []body
	for i := range 5 {
		a := float64(i) * 2 * math.Pi / 5
		r := 1 + float64(i)*3
		bodies = append(bodies, body{r * math.Cos(a), r * math.Sin(a), 0.1 * float64(i), -math.Sin(a) / r, math.Cos(a) / r, 0, 1 / float64(1+i*i*40)})
	}
	fmt.Printf("%.6f\n", energy(bodies))
	for range 10_000_000 {
		advance(bodies, 0.001)
	}
	fmt.Printf("%.6f\n", energy(bodies))
}
